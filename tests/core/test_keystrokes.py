import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.keystrokes import decode
from core.syllables import is_syllable

REAL = """
ạ ăn ấm ẩm ẩn ấp âu ấy bà bác bách bại bạn bảng bánh bảo bắc bằng bắt bậc bất bậy bề bên bến bí
biên biển biện biết biểu bình bò bố bộ bột bơi bởi bùn bụi buổi buồng bưởi bước bướm cả các cách
cảm cảng cảnh cạnh cáo cáp cắm cắt cặp cấm cầu cẩu cây cấp chè chẩn chất chế chênh chỉ chính chỗ
chợ chủ chuẩn chúc chuối chuông chuyến chuyển chuyện chữa chức chứng chương chướng có cọc cối cột
cơ cờ củ cũ cùng củng cuộc cuối cuộn cuốn cứ của cửa cước cưỡi cứu cừu dầu dẫn dấu dệt dĩ dịch dò
dọa doãn doanh dốc dột dở dưa dừa dũng duệ duyệt dự dữ dưỡng dược đã đá đài đại đám đảm đáng đảng
đào đạo đạt đắc Đắk đặc đăng đằng đặt đậm đầu đẩy đèn đẹp đề đến đêm đều đi đĩa địa điểm điện điều
đình định đỏ đoàn đoạn đọc đói đòi đón đô đổ độ đội đôn đồn đông đồng động đợt đời đợi đúng đục
đuổi đứa đức đứng được đường em én ếch ép êm gà gạch gạo gắn gặp gấp gây gầy gậy ghế ghép ghi gì gỉ
gỗ giá già giám giảm gián giản giao giáo giáp giặt giấy giêng giếng giết giỏi giống giới giờ giúp
giữ giữa gồm gộp gửi hà hạ hải hàng hành hạnh hằng hẹn hẹp hệ hết hiệp hiểm hiện hiệu hiếu hình hồ
hỗ hoa hòa hóa họa hoài hoàn hoàng hoạch hoạt hoặc hoẵng học hỏi họp hồi hội hôm hồng hộp hợp huấn
huệ hùng hủy huy huyện huyết huỳnh huýt hứa hưng hướng hưởng hươu hưu hữu ỉ ích ít kẻ kẽm kém kênh
kết kể khai khách khám khảo khăn khắc khẩu khe khẳng khiếu khen khép khoa khoản khoảng khỏe khói
khô khổ khối khởi khơi khu khủng khuya khuỷu khuyên khuyến khuynh khuếch khứ khử kí kiểm kiến kiện
kiệt kiều kinh kính ký kỳ kỹ là lạ lạc lại làm lãng lạng lãnh lăng lắp Lắk lâm lầm lẫn lập lễ lệ
lên lệnh lịch liên liệu lĩnh loài loại loạt lộc lỗi lối lớn lợi lợn lũ lúa luật luận lửa lực lượng
lưu lừa lươn lưới lượt mã mạch mái mại mạnh mảnh mạo máy mặt mẫu mây mẹ miền miễn miếng miệng mình
mọc mới mời mở mỡ một mỗi mồm mua mùa mục muối muôn muốn mười mượn mưa mừng mức mướp nạn này năm
nắm nặng nâng nét nếu nền ngà ngạc ngành ngày ngắn ngăn ngân ngầm nghe nghề nghĩa nghiêm nghiệm
nghiên nghiêng nghiệp nghỉ nghị nghìn ngoài ngoại ngoắt ngoéo ngoằn ngoèo ngọt ngô ngồi ngôn ngờ
nguồn nguyên nguyện nguyễn nguyệt ngữ người ngừa ngược ngựa nhà nhãn nhanh nhập nhất nhật nhẹ nhiệm
nhiên nhiệt nhiều nhóm nhỏ nhọn những nhựa như nhượng nộp nội nông nổi nở nới núi nước nữ nửa oan
oán oai oản oẳn ô ổ ổn ống ôm ơn ở ớt phà phải phạm phán phạt phát phân phẩm phần phê phép phí phía
phiên phiếu phòng phong phố phổi phối phụ phục phúc phức phương phường pin pô qua quả quà quán quản
quang quảng quanh quặng quắt quân quận quần quạt quạu que quen quét quế quên quốc quy quý quỹ quỷ
quyền quyển quyết quýt Quỳnh quỵt quờ ra rà rác rãi rau rắc rằng rất rể rệp riêng rõ rồi rộng rơi
rời rũ rừng ruộng rượu rưỡi sai sản sao sách sạch sáng sẵn sắc sắn sắp sầu sâu sẽ siêu sinh so sói
sóng soạn soát sổ số sống sông sơ sơn sở sợi sớm suất suối suốt sung súng sửa sự sứ sữa sức sương
tác tách tài tại tám tạm tán tàu tạo tăng tắc tặng tầm tấn tất tập tây tế tên tết thác thái tham
thảm thành thạnh thảo tháo tháng thanh thăm thẳng thắng thẩm thân thấp thật thẻ thế thể theo thép
thi thì thị thiên thiện thiệt thiếu thiểu thích thính thoại thoát thỏa thọ thổ thôn thông thống
thời thuận thuật thuê thuế thuở thụ thuốc thuộc thủ thủy thúy thuyền thuyết thư thứ thử thưa thừa
thực thức thương thường thưởng thượng tỉ tỉnh tích tiến tiền tiện tiếng tiếp tiết tiệt tiêu tiểu
tỏi tòa toán toàn tộc tôm tổ tốc tốt tổng tố tới tờ trạm trái trang trạng tránh trắng trẻ trên trì
trí trình trị triển trọng trồng trống trợ trở trời trúng truyền truyện trước trưng trường trưởng
trừ trực tù tuân tuần tuất túc tục tuổi tuyên tuyến tuyết tuyển tuyệt tư từ tự tứ tức tượng tường
tướng tươi tương tưới tưởng tựu ứng ước ưu uống uốn uyên ủy úng vải vàng vào vay vắng vẫn vận vật
vây vấn vệ về vé vẽ vết việc viên viện việt viết vĩ vị vịnh vòng võ vỏ vô vốn với vụ vùng vui vững
vườn vượt vương xa xã xác xanh xăng xây xấu xe xét xếp xi xin xoài xoắn xoáy xóa xong xóm xuân xuất
xuống xuồng xưa xử xưởng xứ xúc y ý yên yến yêu yếu moóc không công bông
"""
SYLLABLES = REAL.split()
TONES = dict(zip("\u0300\u0309\u0303\u0301\u0323", "frxsj", strict=True))
BREVE, HAT, HORN, STROKE = "\u0306\u0302\u031b\u0335"
TELEX = TONES | {BREVE: "w", HORN: "w", STROKE: "d"}  # a hat is the letter once more
VNI = dict(zip(TONES, "23415", strict=True)) | {BREVE: "8", HORN: "7", STROKE: "9", HAT: "6"}


def typed(syllable: str, keys: dict[str, str], *, at_end: bool = False) -> str:
    """What is typed for a syllable, each key right after its letter or all of them at the end."""
    with_strokes = syllable.replace("đ", "d" + STROKE).replace("Đ", "D" + STROKE)
    if keys is TELEX:
        with_strokes = re.sub("(?i)(o)(?=[oó])", r"\1\1", with_strokes)
    early, late, letter = "", "", ""
    for part in unicodedata.normalize("NFD", with_strokes):
        if part.isascii():
            letter, early = part.lower(), early + part
        elif at_end:
            late += keys.get(part, letter)
        else:
            early += keys.get(part, letter)
    return early + late


class TestDecode:
    @pytest.mark.parametrize(
        ("keys", "text"),
        [
            ("cuwra khaaur", "cửa khẩu"),
            ("cuwar khaaur", "cửa khẩu"),
            ("ddoongf ddawng", "đồng đăng"),
            ("huwux nghij", "hữu nghị"),
            ("Langj Sown", "Lạng Sơn"),
            ("DDoongf Ddawng, LANGJ SOWN!", "Đồng Đăng, LẠNG SƠN!"),
            ("dduwowngf duongdwf dduowngf", "đường đường đường"),
            ("quoocs giaays nguwowif nguwoif", "quốc giấy người người"),
            ("nhw tw Wngs", "như tư Ứng"),
            ("gif giafy gieengs giawtj", "gì giày giếng giặt"),
            ("quys quyts thuys huyr", "quý quýt thúy hủy"),
            ("hofa khoer thuowr khuyur ngoeos", "hòa khỏe thuở khuỷu ngoéo"),
            ("row mooocs khoong coong", "rơ moóc không công"),
            ("xuaats/nhaapj-khaaur", "xuất/nhập-khẩu"),
        ],
    )
    def test_reads_telex(self, keys, text):
        assert decode(keys) == text

    @pytest.mark.parametrize(
        ("keys", "text"),
        [
            ("cua73 kha63u", "cửa khẩu"),
            ("cu73a khau63", "cửa khẩu"),
            ("d9o6ng2 d9a8ng", "đồng đăng"),
            ("hu7u4 nghi5", "hữu nghị"),
            ("Lang5 So7n", "Lạng Sơn"),
            ("D9O6NG2", "ĐỒNG"),
            ("d9ie6n5 dien965", "điện điện"),
            ("d9u7o7ng2 duo7ng92", "đường đường"),
            ("y1 kie61n o73 quy1", "ý kiến ở quý"),
        ],
    )
    def test_reads_vni(self, keys, text):
        assert decode(keys) == text

    @pytest.mark.parametrize(
        "text",
        [
            "ban loan kinh hoa xuat nhap khau cua khau huu nghi",
            "cửa khẩu Hữu Nghị",
            unicodedata.normalize("NFD", "cửas khẩu"),
            "138/2008/QD-TTg 138/2008/qd-ttg (29/QD-BQL) 12/bis-as",
            "2008 14/07/2017 1.477 7,5 0253875708",
            "covid covid19 facebook website container logistics online hotel video email",
            "taxi visa bus tour box sofa xe xoong test post is of how was",
            "UBND HDND KTCK XNK USD USA CIF FOB VAT WTO TW GIS SOS ASEAN",
            "A4 U23 U17 E5 CO2 co2 xang e5 H5N1 G20 mp3 QL1 km15",
            "info@cars.example https://cars.example/tis www.cars.vn cars.vn",
            "didn't how's",
            "zaf azz hangfs boss hafng9",
            "snake_cas",
            "",
        ],
    )
    def test_leaves_alone_what_is_not_typed_in_keys(self, text):
        assert decode(text) == text

    @pytest.mark.parametrize("at_end", [False, True])
    @pytest.mark.parametrize("keys", [TELEX, VNI], ids=["Telex", "VNI"])
    def test_brings_real_syllables_back(self, keys, at_end):
        pressed = {syllable: typed(syllable, keys, at_end=at_end) for syllable in SYLLABLES}
        read = {syllable: decode(word) for syllable, word in pressed.items()}
        ambiguous = {syllable for syllable in SYLLABLES if read[syllable] != syllable}

        assert all(is_syllable(syllable) for syllable in SYLLABLES)
        assert ambiguous <= {"bông"}  # the deck of a ship is boong

    @pytest.mark.parametrize("keys", [TELEX, VNI], ids=["Telex", "VNI"])
    def test_brings_capitals_back(self, keys):
        for syllable in SYLLABLES:
            pressed = typed(syllable.upper(), keys).upper()
            if len(pressed) > 3 and syllable != "bông":  # of three it could be an abbreviation
                assert decode(pressed) == syllable.upper()

    @given(st.text())
    def test_takes_any_text(self, text):
        once = decode(text)

        assert decode(once) == once

    @given(st.text(alphabet="aeouiydwsfrxjz169hngcqt '.-/"))
    def test_changes_nothing_the_second_time(self, text):
        once = decode(text)

        assert decode(once) == once

    @pytest.mark.parametrize("piece", ["a", "1", "a.", "1/", "cuwra ", "'a", "ă\u0301"])
    def test_takes_time_in_proportion_to_the_text(self, piece):
        begin = time.process_time()
        decode(piece * 20_000)

        assert time.process_time() - begin < 3
