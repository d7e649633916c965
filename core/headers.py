"""What every answer says of itself to browsers, beside its Content-Security-Policy."""

# Nothing here asks for a camera, a place or a payment, and nothing that is put into a page may.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "attribution-reporting", "autoplay", "browsing-topics", "camera"),
        *("display-capture", "encrypted-media", "geolocation", "gyroscope", "hid"),
        *("identity-credentials-get", "idle-detection", "magnetometer", "microphone", "midi"),
        *("payment", "screen-wake-lock", "serial", "sync-xhr", "usb", "xr-spatial-tracking"),
    )
)


class HeadersMiddleware:
    """Keeps what a view has said itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
