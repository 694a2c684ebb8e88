"""Purchase contracts: clauses, documents, signatures. See README.md."""
