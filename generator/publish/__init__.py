"""Publishing: a collection to a Postman workspace, without harming those who forked it."""
