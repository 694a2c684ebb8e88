"""Floor plans drawn as small pictures of letters, and the types of homes designed with them."""
