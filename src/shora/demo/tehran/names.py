"""Invented people: given names, surnames, fathers' names. Nobody in a generated election is real.

Given names are common ones; surnames are put together from words of gardens, weather and crafts, so
that a whole name is nobody's in public life. Spelled with Persian ی and ک, and with a zero-width
non-joiner where two words are written as one.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

_MEN: Final = """
آرمان آرین آریا آیدین ارسلان ارشیا اردوان اسفندیار اشکان افشار امید امیر امین انوش ایرج ایمان
بابک بردیا برزو بهداد بهرام بهروز بهزاد بهمن بیژن پارسا پدرام پرهام پوریا پویا پیمان تورج
جمشید جهانگیر حامد حبیب‌الله حمید خشایار داریوش دانیال رامین روح‌الله روزبه سامان ساسان سپهر سروش سهراب
سیاوش سیامک شاهین شایان شهاب شهریار طاهر عزت‌الله علی‌اکبر فرامرز فربد فرزاد فرزین فرشید فرهاد کاوه
کامران کوروش کیان کیوان گودرز ماهان مانی مازیار منوچهر مهرداد مهران مهیار نادر نعمت‌الله نوید هومن یاشار
"""
_WOMEN: Final = """
آتنا آذر آرزو آزاده آناهیتا آوا آیدا ارغوان افسانه افسون الناز الهه باران بنفشه بهار بهناز
بیتا پرتو پرستو پروانه پروین پریسا پری‌چهر پونه تارا ترانه تینا ثریا چکامه خاطره خجسته درخشان
دلارام رعنا رکسانا روشنک رؤیا ژاله ژینوس ساحل ستاره سحر سپیده سمیرا سمن‌بر سودابه سیمین شادی
شبنم شراره شهرزاد شیدا شیرین شیوا غزل فرزانه فرشته فروغ کتایون کیان‌دخت گلاره گل‌اندام گلنار گیتی
لاله لیلی ماندانا ماهرخ مه‌لقا مرجان مریم مهتاب مهسا مینا نازنین نرگس نسرین نگار نیلوفر هستی هما یاسمن
"""
_SURNAMES: Final = """
آب‌روشن آبشارنیا آذرخشی آسمان‌پور آفتاب‌مهر آلاله‌پور آهنگ‌روان آوازنیا آینه‌دوست آینه‌ساز
ابریشم‌باف ابرینیا ارغوان‌فر اسپندنیا افراپور الوندفر انارستانی انجیردوست باران‌پور باغ‌آرا
باغ‌بهاری بامدادنیا برف‌آور برگ‌ریزان بلوط‌پور بنفشه‌زار بهارنارنجی بیدستانی پرستونیا پرنیان‌باف
پگاه‌مهر پل‌سازیان پونه‌زار پیچک‌پور پیروزه‌تراش تاکستان‌پور ترمه‌باف ترنج‌پور تندرنیا توسکاپور
جوانه‌زار جویبارنیا چراغ‌آور چشمه‌نیا چکاوک‌پور چمن‌آرای چنارپور چینی‌نگار حریرباف خامه‌نگار
خرمن‌پور خشت‌نهاد خنیانیا خورشیدمهر خوشه‌پور داربستی درخت‌نشان درفش‌آور درنانیا دشت‌آرا
دف‌نواز دفترنیا دماوندمهر دوات‌نگار دیبافر راه‌انجام رنگین‌کمانی رودآور رودبان‌پور روزن‌پور
روشنی‌دوست ریحان‌پور زعفران‌چین زمردنیا زنبق‌پور زیتون‌نشان سایه‌بانی سبدباف سبزه‌زار سپیدارپور
سپیده‌نیا ستاره‌شمار سرخ‌گل سروآزاد سفال‌نگار سمن‌زار سنبل‌پور سنگ‌نگار سوسن‌زار سیب‌چین
شاخسارنیا شانه‌ساز شباهنگ‌پور شب‌بونیا شبنم‌زار شقایق‌زار شکوفه‌پور شمشادفر شهدنیا صدف‌پور
صنوبرپور طاووس‌پور طلوع‌نیا عسل‌پور عطرآفرین غزال‌پور غنچه‌پور فانوس‌دار فرش‌نگار فیروزه‌نشان
قالی‌نگار قاصدک‌پور قلم‌کارنیا قناری‌پور کاج‌نشان کاشی‌نگار کاغذنیا کبوتربان‌پور کتاب‌آرا کهکشان‌پور
کوزه‌نگار کوه‌پایه‌ای گچ‌نگار گردوچین گل‌آذین‌پور گلاب‌نیا گل‌نشان گندم‌زار گوهرتراش گیوه‌باف
لاجوردی‌نیا لادن‌پور لاله‌زار لیمونشان ماهتاب‌نیا مرغزارپور مرواریدنیا مسگرنیا مشق‌نگار مه‌رود
موج‌آور میخک‌پور مینانگار نارنجستان‌پور نارون‌پور نسترن‌زار نسیم‌پور نقره‌نگار نگین‌تراش نمدباف
نوربخشان‌نیا نوروزمهر نی‌آوا نیشکرنیا نیلوفرزار هزاردستان هلال‌نیا هنرآور همیشه‌بهار یاس‌نشان
"""

MEN: Final = tuple(_MEN.split())
"""Given names of men, and of all fathers."""

WOMEN: Final = tuple(_WOMEN.split())
"""Given names of women."""

SURNAMES: Final = tuple(_SURNAMES.split())
"""Surnames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person: the full name, and the father's given name."""

    name: str
    father: str


def people(rng: Random, count: int) -> tuple[Person, ...]:
    """``count`` people of different names, about a third of them women."""
    found: dict[str, Person] = {}
    while len(found) < count:
        given = rng.choice(WOMEN if rng.randrange(3) == 0 else MEN)
        name = f"{given} {rng.choice(SURNAMES)}"
        father = rng.choice([each for each in MEN if each != given])
        found.setdefault(name, Person(name=name, father=father))
    return tuple(found.values())


def namesake(rng: Random, person: Person) -> Person:
    """Another person of the same name, with another father."""
    given = person.name.split(" ", maxsplit=1)[0]
    return Person(
        name=person.name,
        father=rng.choice([each for each in MEN if each not in {person.father, given}]),
    )
