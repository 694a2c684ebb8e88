"""Where accounts meet HTTP: the session store, the login library's adapters, the middleware that knows who is acting."""
