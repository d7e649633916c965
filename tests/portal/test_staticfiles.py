import re
import shutil

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from portal.staticfiles import SCRIPTS, joined_script, joined_stylesheet


def read(name):
    with open(finders.find(name), encoding="utf-8") as file:
        return file.read()


def test_the_joined_style_sheet_loads_no_other_and_keeps_every_layer():
    joined = joined_stylesheet(read)

    assert "@import" not in joined
    assert joined.count("{") == joined.count("}")
    assert joined.index("@layer tokens, base") < joined.index("@layer tokens {")
    for name in re.findall(r'url\("([^"#:]+)"\)', joined):
        path = name.replace("../", "")
        assert finders.find(path), name


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_joined_script_loads_no_other_and_holds_every_module_apart(name):
    joined = joined_script(read, name)

    modules = re.findall(r'import "./([^"]+)"', read(name))
    assert not re.search(r"^ *(import|export) ", joined, re.MULTILINE)
    assert joined.count("\n} catch (error) {") == len(modules) >= 3
    for module in modules:
        last_line = read(f"js/{module}").strip().splitlines()[-1]
        assert f"\n{last_line}\n}} catch" in joined


def test_a_changed_part_reaches_the_joined_style_sheet(settings, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(settings.BASE_DIR / "static", source)
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.staticfiles.PortalStaticFilesStorage"},
    }
    finders.get_finder.cache_clear()

    try:
        for rule in (".first-seen {}", ".then-seen {}"):
            (source / "css/components/card.css").write_text(rule)
            (source / "js/menu.js").write_text(f"'{rule}';")
            call_command(
                "collectstatic", verbosity=0, interactive=False, ignore=["ckeditor", "admin"]
            )
    finally:
        finders.get_finder.cache_clear()

    for joined in ("css/main.css", "js/site.js"):
        assert ".then-seen" in (settings.STATIC_ROOT / joined).read_text()


def test_collected_files_carry_their_content_in_their_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.staticfiles.PortalStaticFilesStorage"},
    }

    call_command("collectstatic", verbosity=0, interactive=False, ignore=["ckeditor", "admin"])

    (joined,) = (tmp_path / "static/css").glob("main.????????????.css")
    assert "@import" not in joined.read_text()
    assert (joined.parent / f"{joined.name}.br").exists()
