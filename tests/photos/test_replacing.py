import pytest
from django.core.files.storage import default_storage

from core import images
from core.uploads import UploadRefused
from news.models import Article
from organization.models import Person
from photos import replacing
from photos.models import Photo, add_photo, current_addresses, store_picture
from tests.factories import make_article, make_page, make_photo, picture_file

pytestmark = pytest.mark.django_db

LEFT_HALF = (0, 0, 0.5, 1)


def showing(photo, width=640):
    return f'<p><img src="/media/{images.rendition(photo.file.name, width)}" alt="Cổng"></p>'


def new_file(**options):
    return store_picture(picture_file("mới.jpg", **{"width": 1400, "height": 700, **options}))


def files_are_there(name):
    return [default_storage.exists(one) for one in images.stored_files(name)]


class TestReplace:
    def test_keeps_the_photo_with_its_words_and_gives_it_the_file(self):
        photo = make_photo(alt="Cổng", caption="Toàn cảnh", focal_x=10)
        number, before = photo.pk, photo.file.name

        replacing.replace(photo, new_file())

        photo = Photo.objects.get()
        assert (photo.pk, photo.alt, photo.caption) == (number, "Cổng", "Toàn cảnh")
        assert (photo.width, photo.height, photo.original_name) == (1400, 700, "mới.jpg")
        assert (photo.focal_x, photo.focal_y) == (50, 50)
        assert photo.former_files == [before]

    def test_leads_every_text_to_the_new_file_with_its_sizes(self):
        photo, other = make_photo(), make_photo()
        article = make_article(body=showing(photo) + showing(other))
        page = make_page(body=f'<p><a href="{photo.file.url}">Xem ảnh</a></p>')
        person = Person.objects.create(full_name="Hoàng Thị Đào", biography=showing(photo, 320))

        replacing.replace(photo, new_file())

        for row in (article, page, person):
            row.refresh_from_db()
        stem = photo.file.name.rpartition("/")[0]
        assert f'src="/media/{stem}/640.webp"' in article.body
        assert f'width="1400" height="700" srcset="/media/{stem}/320.webp 320w' in article.body
        assert showing(other)[3:60] in article.body
        assert f'href="/media/{stem}/960.webp"' in page.body
        assert f'src="/media/{stem}/320.webp"' in person.biography

    def test_does_not_make_an_article_look_newer(self):
        photo = make_photo()
        article = make_article(body=showing(photo))

        replacing.replace(photo, new_file())

        assert Article.objects.get().updated_at == article.updated_at

    def test_names_widths_the_new_picture_has(self):
        photo = make_photo()
        article = make_article(body=showing(photo, 640))

        replacing.replace(photo, new_file(width=500, height=300))

        article.refresh_from_db()
        assert f'src="/media/{photo.file.name}"' in article.body

    def test_removes_the_old_files_once_it_is_certain(self, django_capture_on_commit_callbacks):
        photo = make_photo()
        before = photo.file.name

        with django_capture_on_commit_callbacks(execute=True):
            replacing.replace(photo, new_file())
            assert all(files_are_there(before))

        assert not any(files_are_there(before))
        assert all(files_are_there(photo.file.name))

    def test_keeps_old_files_that_are_somebody_s_again(self, django_capture_on_commit_callbacks):
        upload = picture_file()
        photo, _ = add_photo(upload)

        with django_capture_on_commit_callbacks(execute=True):
            replacing.replace(photo, new_file())
            again, is_new = add_photo(upload)

        assert is_new
        assert all(files_are_there(again.file.name))

    def test_by_a_file_of_another_photo_is_refused_by_name(self):
        photo, other = make_photo(), make_photo(caption="Bãi xe")
        fields = {"content_hash": other.content_hash, "file": other.file.name}

        with pytest.raises(UploadRefused, match="đã có trong kho: “Bãi xe”"):
            replacing.replace(photo, fields)

        assert Photo.objects.get(pk=photo.pk).file.name == photo.file.name


class TestCrop:
    def test_keeps_the_part_inside_the_box_wherever_it_is_shown(self):
        photo = make_photo()
        article = make_article(body=showing(photo))

        replacing.crop(photo, LEFT_HALF)

        article.refresh_from_db()
        assert (photo.width, photo.height) == (400, 450)
        assert 'width="400" height="450"' in article.body

    @pytest.mark.parametrize(("before", "after"), [((25, 40), (50, 40)), ((90, 0), (100, 0))])
    def test_keeps_the_focal_point_or_the_nearest_to_it(self, before, after):
        photo = make_photo(focal_x=before[0], focal_y=before[1])

        replacing.crop(photo, LEFT_HALF)

        assert (photo.focal_x, photo.focal_y) == after

    def test_to_a_sliver_is_refused(self):
        photo = make_photo()

        with pytest.raises(UploadRefused, match="mỗi chiều ít nhất 100 điểm ảnh"):
            replacing.crop(photo, (0, 0, 0.1, 1))

    def test_of_a_file_that_is_gone_is_a_sentence(self):
        photo = make_photo()
        default_storage.delete(photo.file.name)

        with pytest.raises(UploadRefused, match="Không đọc được tệp ảnh"):
            replacing.crop(photo, LEFT_HALF)

    def test_to_a_new_photo_leaves_the_old_one_and_takes_its_words(self):
        photo = make_photo(alt="Cổng", credit="Ảnh: Lan")

        new, is_new = replacing.add_cut_out(photo, replacing.cut_out(photo, LEFT_HALF))

        assert is_new
        assert (new.width, new.alt, new.credit) == (400, "Cổng", "Ảnh: Lan")
        assert Photo.objects.get(pk=photo.pk).width == 800


class TestCurrentAddresses:
    def test_lead_to_where_a_photo_is_now_however_often_it_moved(self):
        photo = make_photo()
        written = showing(photo)
        replacing.replace(photo, new_file())
        replacing.crop(photo, LEFT_HALF)

        assert current_addresses(written) == showing(photo)

    def test_lead_the_picture_for_social_networks_too(self):
        photo = make_photo()
        written = f"/media/{images.share_picture(photo.file.name)}"
        replacing.replace(photo, new_file())

        assert current_addresses(written) == f"/media/{images.share_picture(photo.file.name)}"

    def test_of_photos_that_are_where_they_were_stay(self):
        written = showing(make_photo()) + showing(make_photo())

        assert current_addresses(written) == written

    def test_of_a_file_that_came_back_as_another_photo_mean_that(self):
        upload = picture_file()
        photo, _ = add_photo(upload)
        replacing.replace(photo, new_file())

        again, _ = add_photo(upload)

        assert current_addresses(showing(again)) == showing(again)

    def test_follow_the_photo_that_had_the_file_last(self):
        upload = picture_file()
        first, _ = add_photo(upload)
        replacing.replace(first, new_file())
        second, _ = add_photo(upload)
        written = showing(second)

        replacing.replace(second, new_file(colour="red"))

        assert current_addresses(written) == showing(second)

    def test_of_strangers_are_left_alone(self):
        written = '<img src="/media/photos/3f/3fa9c2d45b6e7f80-1600x900/640.webp" alt="">'

        assert current_addresses(written) == written

    @pytest.mark.parametrize(("pictures", "queries"), [(0, 0), (1, 1), (4, 1)])
    def test_cost_one_query_when_there_are_pictures(
        self, django_assert_num_queries, pictures, queries
    ):
        written = "<p>Lời</p>" + "".join(showing(make_photo()) for _ in range(pictures))

        with django_assert_num_queries(queries):
            current_addresses(written)
