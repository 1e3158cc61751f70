"""Every sentence that stands on a paper, in Persian and in English."""

from collections.abc import Mapping
from typing import Final

from shora.text.messages import Catalogue, Language, Pair, Value

WORDS: Final = Catalogue(
    room="documents",
    entries={
        # Cards
        "cards": Pair(fa="کارت‌های تعرفه", en="Tariff cards"),
        "keep-closed": Pair(fa="پیش از اتاقک رأی باز نکنید", en="Do not open before the booth"),
        "booth-only": Pair(fa="فقط در اتاقک رأی · به کسی نشان ندهید", en="In the booth only · show it to nobody"),
        "keep-stub": Pair(fa="این ته‌برگ را نگه دارید", en="Keep this stub"),
        "stub-says": Pair(
            fa="نشان می‌دهد برگهٔ شما ثبت شده است، نه اینکه به که رأی داده‌اید.",
            en="It shows that your ballot is recorded, not how you voted.",
        ),
        "box": Pair(fa="صندوق", en="Box"),
        "station": Pair(fa="شعبه", en="Station"),
        "fold-1": Pair(fa="تای ۱: به درون، روی رمز", en="Fold 1: inwards, over the code"),
        "fold-2": Pair(fa="تای ۲: به پشت", en="Fold 2: to the back"),
        "perforation": Pair(fa="ته‌برگ: فقط سوراخ‌دار شود", en="Stub: perforate, do not cut"),
        "sheet-note": Pair(
            fa="محرمانه. کاغذ مات، دست‌کم ۱۲۰ گرم. چاپ یک‌رو، اندازهٔ واقعی (۱۰۰٪)."
            " برش روی خط‌های پیوسته؛ تای ۱، سپس تای ۲، سپس چسب.",
            en="SECRET. Opaque paper, 120 g or more. One side, actual size (100%)."
            " Cut on solid lines; fold 1, then fold 2, then seal.",
        ),
        "kind-regular": Pair(fa="عادی", en="regular"),
        "kind-spare": Pair(fa="یدک", en="spare"),
        "kind-provisional": Pair(fa="مشروط", en="provisional"),
        "kind-rehearsal": Pair(fa="تمرین", en="rehearsal"),
        "mark-provisional": Pair(fa="رأی مشروط", en="PROVISIONAL"),
        "mark-rehearsal": Pair(fa="تمرین · شمرده نمی‌شود", en="REHEARSAL · NOT COUNTED"),
        # What all reports share
        "hash": Pair(fa="چکیدهٔ SHA-256 این داده‌ها", en="SHA-256 of the data on this paper"),
        "hash-says": Pair(
            fa="چکیدهٔ پروندهٔ {file} در سابقهٔ همگانی. اگر چکیدهٔ آن پرونده جز این باشد، این برگه از آن نیست.",
            en="The hash of {file} in the public record. If that file has another hash, this paper is not of it.",
        ),
        "signed-by": Pair(fa="امضای الکترونیکی زیر داده‌ها", en="Electronic signatures under the data"),
        "signed-by-nobody": Pair(fa="هنوز هیچ‌کس امضا نکرده است", en="nobody has signed yet"),
        "sign-name": Pair(fa="نام", en="Name"),
        "sign-here": Pair(fa="امضا", en="Signature"),
        "sign-time": Pair(fa="تاریخ و ساعت", en="Date and time"),
        "role-executive": Pair(fa="نمایندهٔ هیئت اجرایی", en="For the executive board"),
        "role-supervision": Pair(fa="نمایندهٔ هیئت نظارت", en="For the supervision board"),
        "office-headquarters": Pair(fa="ستاد انتخابات", en="Election headquarters"),
        "office-supervision": Pair(fa="هیئت نظارت", en="Supervision board"),
        "page": Pair(fa="صفحهٔ {page} از {pages}", en="Page {page} of {pages}"),
        "district": Pair(fa="حوزه", en="District"),
        "kind": Pair(fa="نوع صندوق", en="Kind of box"),
        "at": Pair(fa="زمان", en="Time"),
        "uuid": Pair(fa="شناسهٔ یکتا", en="Uuid"),
        "record": Pair(fa="چکیدهٔ سابقه (record.json)", en="Record hash"),
        # Zero report
        "zero-title": Pair(fa="گزارش صفر", en="Zero report"),
        "zero-says": Pair(
            fa="صندوق هنگام گشایش خالی است: هیچ برگهٔ رأیی در آن نیست.",
            en="At its opening the box is empty: there is no ballot in it.",
        ),
        "ballots": Pair(fa="برگه‌های رأی", en="Ballots"),
        "zero": Pair(fa="۰ (صفر)", en="0 (zero)"),
        "cards-made": Pair(fa="کارت‌های تعرفهٔ صندوق", en="Tariff cards of the box"),
        "launch-code": Pair(fa="رمز گشایش", en="Launch code"),
        "setup": Pair(fa="نخستین رویداد بایگانی", en="First event of the archive"),
        # Minutes
        "minutes-title": Pair(fa="صورت‌جلسهٔ پایان رأی‌گیری", en="Minutes of the closing"),
        "minutes-says": Pair(
            fa="این برگه حساب کارت‌هاست. هیچ رأیی در آن نیست.",
            en="This paper accounts for the cards. There are no votes in it.",
        ),
        "unopened-title": Pair(fa="صورت‌جلسهٔ صندوق بازنشده", en="Minutes of a box that was not opened"),
        "unopened-says": Pair(
            fa="این صندوق هرگز گشوده نشد. هیچ رأیی در آن نیست.",
            en="This box was never opened. There are no votes in it.",
        ),
        "reason": Pair(fa="دلیل", en="Reason"),
        "head": Pair(fa="سر زنجیره هنگام پایان", en="Head of the archive at the end"),
        "ended": Pair(fa="چکیدهٔ ended.json", en="Hash of ended.json"),
        "challenges": Pair(fa="چکیدهٔ challenges.json", en="Hash of challenges.json"),
        "class": Pair(fa="سرنوشت کارت", en="What became of the card"),
        "count": Pair(fa="شمار", en="Number"),
        "class-cast": Pair(fa="به صندوق انداخته شد؛ شمرده می‌شود", en="Cast: it is counted"),
        "class-challenged": Pair(fa="آزموده شد؛ شمرده نمی‌شود", en="Challenged: opened, not counted"),
        "class-abandoned": Pair(fa="رها شد؛ رأیی از آن نیست", en="Abandoned: no ballot of it"),
        "class-spoiled": Pair(fa="باطل و پس گرفته شد", en="Spoiled: taken back at the desk"),
        "class-provisional": Pair(fa="رأی مشروط که پذیرفته نشد", en="Provisional, not accepted"),
        "class-unused": Pair(fa="استفاده نشد؛ پس از پایان باطل شد", en="Unused: void after the end"),
        "class-lost": Pair(fa="پیدا نشد", en="Lost: not found"),
        "class-sum": Pair(fa="جمع", en="Sum"),
        "sum-differs": Pair(
            fa="جمع با کارت‌های صندوق برابر نیست: {sum} به جای {cards}.",
            en="The sum is not the number of cards of the box: {sum} instead of {cards}.",
        ),
        "incidents": Pair(fa="رویدادهای غیرعادی", en="Incidents"),
        "incidents-none": Pair(fa="هیچ رویدادی گزارش نشده است.", en="No incident is reported."),
        "incident-code": Pair(fa="کد", en="Code"),
        "incident-text": Pair(fa="شرح", en="What happened"),
        # Share sheet
        "share-title": Pair(fa="سهم کلید، مهروموم‌شده", en="Sealed share of the key"),
        "some-of-all": Pair(fa="{some} از {all}", en="{some} of {all}"),
        "share-says": Pair(
            fa="این برگه را جدا از گذرواژه‌اش نگه دارید. هر که هر دو را دارد، سهم کلید شما را دارد.",
            en="Keep this paper apart from its passphrase. Whoever has both has your share of the key.",
        ),
        "trustee": Pair(fa="امین", en="Trustee"),
        "trustee-number": Pair(fa="شمارهٔ امین", en="Number of the trustee"),
        "threshold": Pair(fa="حد نصاب", en="Threshold"),
        "share-scan": Pair(fa="برای بازخوانی همهٔ کدها را به ترتیب بخوانید", en="To restore, scan every code in order"),
        "share-code": Pair(fa="کد {number} از {count}", en="Code {number} of {count}"),
        "share-type": Pair(
            fa="اگر کدها خوانده نشد، این سطرها را بنویسید. هر سطر خودش درستی‌اش را می‌سنجد.",
            en="Where the codes cannot be read, type these lines. Each line checks itself.",
        ),
    },
)  # fmt: skip


def word(key: str, language: Language, values: Mapping[str, Value] | None = None) -> str:
    """A sentence of this room."""
    return WORDS.say(key, language, values or {})
