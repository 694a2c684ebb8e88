"""What people keep an eye on: favourites, what they looked at, saved searches, and the news about them."""
