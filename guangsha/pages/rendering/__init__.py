"""From a page's payload to a document: the web build, V8, the head, and the cache between them."""
