"""An identity provider for UI tests: who somebody is says a cookie."""

from jupyter_server.auth.identity import IdentityProvider, User


class WhoByCookie(IdentityProvider):
    """Proves nothing, but counts as a provider that does."""

    def get_user(self, handler):
        name = handler.get_cookie("who") or "ada"
        return User(username=name, name=name.title(), display_name=name.title())
