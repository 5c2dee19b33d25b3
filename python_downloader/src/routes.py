"""Ways to servers: straight, through a proxy's absolute form, or through a tunnel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .headers import request_fields
from .http import request_tail

if TYPE_CHECKING:
    from .connection import Connection
    from .proxies import Proxies, Proxy
    from .request import Request
    from .urls import Origin

# What is remembered of origins: enough for any ordinary list, and no more for a million of them.
_MOST_REMEMBERED = 1024

# Who is connected to, the proxy if it is one, and whom it is to connect to in its turn.
Key = tuple["Origin", "Proxy | None", "Origin | None"]


class Route:
    """Where a connection leads. `tunnel` is the origin behind a proxy that is asked to connect.

    `idle` are the connections kept for the next request, the last used at the end.
    """

    __slots__ = ("idle", "key", "proxy", "to", "tunnel")

    def __init__(self, key: Key) -> None:
        self.key = key
        self.idle: list[Connection] = []
        self.to, self.proxy, self.tunnel = key


class Form:
    """How requests of one kind are written: what stands before and behind their target."""

    __slots__ = ("after", "before", "route")

    def __init__(self, route: Route, before: bytes, after: bytes) -> None:
        self.route = route
        self.before = before
        self.after = after


class Routes:
    """The routes and forms of a run. To be used under the pool's lock."""

    __slots__ = ("_forms", "_headers", "_proxies", "_routes")

    def __init__(self, proxies: Proxies | None, headers: tuple[tuple[str, str], ...]) -> None:
        self._proxies = proxies
        self._headers = headers
        self._routes: dict[Key, Route] = {}
        self._forms: dict[tuple[object, ...], Form] = {}

    def form(self, request: Request) -> Form:
        """How to ask what a request asks."""
        key = (request.url.origin, request.credentials, request.own)
        return self._forms.get(key) or self._new_form(key, request)

    def keep(self, route: Route) -> Route:
        """The route to put an idle connection to, known again if it had been forgotten."""
        return self._routes.setdefault(route.key, route)

    def all(self) -> Mapping[Key, Route]:
        return self._routes

    def _new_form(self, key: tuple[object, ...], request: Request) -> Form:
        if len(self._forms) >= _MOST_REMEMBERED:
            self._forms.clear()
            self._routes = {key: route for key, route in self._routes.items() if route.idle}
        url = request.url
        proxy = None if self._proxies is None else self._proxies.of(url)
        fields = request_fields(self._headers if request.own else (), request.credentials)
        before = b"GET "
        if proxy is not None and not url.origin.secure:
            before = f"GET http://{url.host}".encode()
            if proxy.authorization is not None:
                fields.append(("Proxy-Authorization", proxy.authorization))
        form = self._forms[key] = Form(
            self._route(proxy, url.origin), before, request_tail(url.host, fields)
        )
        return form

    def _route(self, proxy: Proxy | None, origin: Origin) -> Route:
        key: Key = (origin, None, None)
        if proxy is not None:
            key = (proxy.origin, proxy, origin if origin.secure else None)
        route = self._routes.get(key)
        if route is None:
            route = self._routes[key] = Route(key)
        return route
