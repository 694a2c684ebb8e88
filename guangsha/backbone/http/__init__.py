"""How requests meet the house: request ids, problems, routes that name their policy."""
