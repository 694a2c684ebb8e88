"""One loader per public page: what the page shows, as a typed payload."""
