"""The sentences of the result protocol, in Persian and in English; the steps say theirs in :mod:`shora.seats`."""

from typing import Final

from shora.text.messages import Catalogue, Pair

RESULT: Final = Catalogue(
    room="documents.result",
    entries={
        "title": Pair(fa="صورت‌جلسهٔ نتیجه", en="Result protocol"),
        # What the rules are called, and where they stand
        "name-block-vote": Pair(fa="اکثریت نسبی", en="Block vote"),
        "name-tehran-1404-rounded": Pair(
            fa="قانون تهران ۱۴۰۴، خوانش الف: گردکردن", en="Tehran's law of 1404, reading A: rounded"
        ),
        "name-tehran-1404-remainder": Pair(
            fa="قانون تهران ۱۴۰۴، خوانش ب: بزرگ‌ترین باقی‌مانده",
            en="Tehran's law of 1404, reading B: largest remainder",
        ),
        "name-dhondt": Pair(fa="دونت", en="D'Hondt"),
        "name-sainte-lague": Pair(fa="سنت‌لاگه", en="Sainte-Laguë"),
        "name-sainte-lague-modified": Pair(fa="سنت‌لاگهٔ اصلاح‌شده", en="Modified Sainte-Laguë"),
        "name-imperiali-divisor": Pair(fa="مقسوم‌علیه‌های ایمپریالی", en="Imperiali divisors"),
        "name-hare": Pair(fa="هِر، بزرگ‌ترین باقی‌مانده", en="Hare, largest remainder"),
        "name-droop": Pair(fa="دروپ، بزرگ‌ترین باقی‌مانده", en="Droop, largest remainder"),
        "name-hagenbach-bischoff": Pair(fa="هاگنباخ-بیشوف", en="Hagenbach-Bischoff"),
        "source-block-vote": Pair(
            fa="قانون شوراهای اسلامی: اکثریت نسبی",
            en="Law of the Islamic councils: plurality (اکثریت نسبی)",
        ),
        "source-tehran-1404-rounded": Pair(
            fa="طرح اصلاح قانون شوراها، مواد ۲۰ مکرر ۴ و ۲۰ مکرر ۵ (۱۴۰۳)؛ استفساریهٔ مادهٔ ۲۴"
            " (۱۴۰۴): خوانش الف، گردکردن",
            en="Bill articles 20-bis-4, 20-bis-5 (2025); interpretation of article 24: reading A, rounded",
        ),
        "source-tehran-1404-remainder": Pair(
            fa="طرح اصلاح قانون شوراها، مواد ۲۰ مکرر ۴ و ۲۰ مکرر ۵ (۱۴۰۳)؛ استفساریهٔ مادهٔ ۲۴"
            " (۱۴۰۴): خوانش ب، باقی‌مانده",
            en="Bill articles 20-bis-4, 20-bis-5 (2025); interpretation of article 24: reading B, remainder",
        ),
        "source-dhondt": Pair(
            fa="دونت، ۱۸۸۲ میلادی: بیشترین حاصل تقسیم رأی بر ۱، ۲، ۳، …",
            en="D'Hondt 1882: highest votes / 1, 2, 3, …",
        ),
        "source-sainte-lague": Pair(
            fa="سنت‌لاگه، ۱۹۱۰ میلادی: بیشترین حاصل تقسیم رأی بر ۱، ۳، ۵، …",
            en="Sainte-Laguë 1910: highest votes / 1, 3, 5, …",
        ),
        "source-sainte-lague-modified": Pair(
            fa="سنت‌لاگهٔ اصلاح‌شده: بیشترین حاصل تقسیم رأی بر ۱٫۴، ۳، ۵، …",
            en="Modified Sainte-Laguë: highest votes / 1.4, 3, 5, …",
        ),
        "source-imperiali-divisor": Pair(
            fa="ایمپریالی، ۱۹۲۱ میلادی: بیشترین حاصل تقسیم رأی بر ۱، ۱٫۵، ۲، …",
            en="Imperiali 1921: highest votes / 1, 1.5, 2, …",
        ),
        "source-hare": Pair(
            fa="هِر، بزرگ‌ترین باقی‌مانده: سهمیه برابر است با رأی تقسیم بر شمار کرسی‌ها",
            en="Hare, largest remainder: Q = votes / seats",
        ),
        "source-droop": Pair(
            fa="دروپ، بزرگ‌ترین باقی‌مانده: سهمیه برابر است با بخش صحیح رأی تقسیم بر (کرسی‌ها به‌اضافهٔ یک)، به‌اضافهٔ یک",
            en="Droop, largest remainder: Q = floor(votes / (seats + 1)) + 1",
        ),
        "source-hagenbach-bischoff": Pair(
            fa="قانون فدرال سوئیس دربارهٔ حقوق سیاسی (شمارهٔ ۱۶۱٫۱)، مواد ۴۰ تا ۴۲",
            en="Swiss federal law on political rights (SR 161.1), articles 40 to 42",
        ),
        # Head
        "polling-day": Pair(fa="روز رأی‌گیری", en="Polling day"),
        "rule": Pair(fa="قاعدهٔ محاسبه", en="Rule"),
        "rule-version": Pair(
            fa="{name} ({rule}، نسخهٔ\u00a0{version})", en="{name} ({rule}, version\u00a0{version})"
        ),
        "source": Pair(fa="منبع قاعده", en="Source of the rule"),
        "threshold": Pair(fa="حد نصاب فهرست‌ها", en="Threshold of lists"),
        "of-valid-ballots": Pair(fa="{part} برگه‌های رأی صحیح", en="{part} of the valid ballots"),
        "of-list-votes": Pair(
            fa="{part} همهٔ رأی‌های فهرست‌ها و منفردها", en="{part} of all votes of lists and independents"
        ),
        "rounding": Pair(fa="گردکردن ۵۲ درصد علی‌البدل‌ها", en="Rounding of the 52 percent"),
        "rounding-half-up": Pair(
            fa="نیم و بیشتر به بالا (در متن منتشرشده نیامده است)",
            en="a half goes up (the published text does not say)",
        ),
        "rounding-up": Pair(
            fa="همیشه به بالا (در متن منتشرشده نیامده است)", en="always up (the published text does not say)"
        ),
        "rounding-down": Pair(
            fa="همیشه به پایین (در متن منتشرشده نیامده است)",
            en="always down (the published text does not say)",
        ),
        "to-fill": Pair(fa="کرسی‌هایی که باید پر شود", en="Seats to be filled"),
        "given": Pair(fa="از آنها داده شده است", en="Given so far"),
        "alternates-wanted": Pair(fa="علی‌البدل‌هایی که باید باشد", en="Alternates to be named"),
        "votes-per-ballot": Pair(fa="نشان‌های هر برگه، حداکثر", en="Marks on a ballot, at most"),
        "boxes": Pair(fa="صندوق‌های شمرده‌شده", en="Boxes counted"),
        "some-of-all": Pair(fa="{some} از {all}", en="{some} of {all}"),
        "boxes-not": Pair(fa="صندوق‌های شمرده‌نشده", en="Boxes not counted"),
        "cast": Pair(fa="برگه‌های رأی", en="Ballots cast"),
        "valid": Pair(fa="از آنها صحیح", en="Valid among them"),
        "blank": Pair(fa="از آنها سفید", en="Blank among them"),
        "record": Pair(fa="چکیدهٔ سابقهٔ شمرده‌شده", en="Hash of the counted record"),
        "totals": Pair(fa="چکیدهٔ جمع آرا", en="Hash of the totals"),
        # What must be known before the names
        "lot-list-seat": Pair(
            fa="این نتیجه کامل نیست. حق {who} برابر است و قرعه باید تعیین کند؛ کرسی‌هایی که برای آنها مانده: {seats}."
            " تا قرعه کشیده نشود، آنچه به آن بسته است معلوم نیست.",
            en="This result is NOT COMPLETE. {who} have equal claims, and a lot must decide; seats left for them:"
            " {seats}. Until it is drawn, what hangs on it is not settled.",
        ),
        "lot-candidate": Pair(
            fa="این نتیجه کامل نیست. {who} با هم برابرند و قرعه باید تعیین کند؛ کرسی‌هایی که برای آنان مانده: {seats}."
            " تا قرعه کشیده نشود، هیچ‌یک از آنان انتخاب نشده است.",
            en="This result is NOT COMPLETE. {who} are equal, and a lot must decide; seats left for them: {seats}."
            " Until it is drawn, none of them is elected.",
        ),
        "lot-alternate": Pair(
            fa="کرسی‌ها معلوم است، اما برای علی‌البدل شدن {who} با هم برابرند و قرعه باید تعیین کند؛ جاهایی"
            " که مانده: {seats}.",
            en="The seats are settled, but for the places of alternates {who} are equal, and a lot must decide; places"
            " left for them: {seats}.",
        ),
        "flag-boxes-missing": Pair(
            fa="همهٔ صندوق‌ها شمرده نشده است: {counted} صندوق از {defined}. این نتیجه بدون صندوق‌های دیگر است.",
            en="Not every box is counted: {counted} of {defined}. This result is without the others.",
        ),
        "flag-readings-differ": Pair(
            fa="متن منتشرشدهٔ قانون را دو گونه می‌توان خواند و این دو، یک شورا نمی‌دهند. این صورت‌جلسه بر پایهٔ «{name}»"
            " است؛ هر دو در بخش «دو خوانش قانون» کنار هم آمده‌اند.",
            en="The published law can be read in two ways, and these do not give the same council. This protocol"
            " follows “{name}”; both stand side by side under “Both readings of the law”.",
        ),
        "flag-rule-not-in-published-text": Pair(
            fa="گامی از این محاسبه در متن منتشرشدهٔ قانون نیامده است. گام‌ها در پیوست آن را نشان می‌دهند.",
            en="A step of this count is not in the published text of the law. The steps in the annex show it.",
        ),
        "rule-other": Pair(
            fa="قاعده‌ای که تعریف‌نامهٔ انتخابات می‌گوید {defined} است؛ این صورت‌جلسه با {rule} محاسبه شده است.",
            en="The definition of this election names the rule {defined}; this protocol is counted by {rule}.",
        ),
        "threshold-other": Pair(
            fa="حد نصاب این محاسبه با حد نصاب تعریف‌نامهٔ انتخابات یکی نیست.",
            en="The threshold of this count is not that of the definition of this election.",
        ),
        # Seats and people
        "blocs": Pair(fa="کرسی‌های هر فهرست", en="Seats by list"),
        "rank": Pair(fa="رتبه", en="Rank"),
        "code": Pair(fa="کد", en="Code"),
        "name": Pair(fa="نام", en="Name"),
        "list": Pair(fa="فهرست", en="List"),
        "list-code": Pair(fa="کد فهرست", en="List code"),
        "votes": Pair(fa="رأی", en="Votes"),
        "independent": Pair(fa="منفرد", en="independent"),
        "share": Pair(fa="سهم", en="Share"),
        "first": Pair(fa="نخست", en="First"),
        "seats": Pair(fa="کرسی", en="Seats"),
        "sum": Pair(fa="جمع", en="Sum"),
        "independents": Pair(fa="منفردها", en="independents"),
        "group": Pair(fa="گروه پیوند {name}", en="connected lists {name}"),
        "below": Pair(fa="زیر حد نصاب", en="below the threshold"),
        "share-says": Pair(
            fa="سهم: رأی ضرب در شمار کرسی‌ها، تقسیم بر همهٔ رأی‌های شرکت‌کننده در تقسیم. رقم‌های پس از سومین رقم اعشار"
            " حذف شده‌اند (گرد نشده است).",
            en="Share: votes × seats ÷ all votes that take part. Digits after the third decimal are cut off,"
            " not rounded.",
        ),
        "first-says": Pair(
            fa="نخست: کرسی‌هایی که در تقسیم نخست، پیش از کرسی‌های باقی‌مانده، داده شد.",
            en="First: the seats of the first distribution, before what was left.",
        ),
        "elected": Pair(fa="اعضای اصلی", en="Elected members"),
        "alternates": Pair(fa="اعضای علی‌البدل", en="Alternates"),
        "none": Pair(fa="هیچ‌کس", en="none"),
        "unnamed": Pair(
            fa="فهرست‌هایی که نامزدهایشان در جمع آرا نیست کرسی دارند، اما کسی برای آن نام برده نمی‌شود.",
            en="Lists whose candidates are not in the totals have seats, but nobody is named for them.",
        ),
        "all-votes": Pair(fa="رأی همهٔ نامزدها", en="Votes of all candidates"),
        "withdrawn": Pair(fa="انصراف", en="withdrawn"),
        # Ties and lots
        "ties": Pair(fa="تساوی‌هایی که قرعه می‌خواهند", en="Ties that wait for a lot"),
        "stage": Pair(fa="برای", en="About"),
        "stage-list-seat": Pair(fa="کرسی فهرست‌ها", en="seats of lists"),
        "stage-candidate": Pair(fa="کرسی نامزدها", en="seats of candidates"),
        "stage-alternate": Pair(fa="جای علی‌البدل‌ها", en="places of alternates"),
        "between": Pair(fa="میان", en="Between"),
        "to-draw": Pair(fa="شمار", en="Number"),
        "lots": Pair(fa="قرعه‌هایی که کشیده شد", en="Lots that were drawn"),
        "lot": Pair(fa="قرعهٔ {number}", en="Lot {number}"),
        "drawn": Pair(fa="قرعه به نام", en="Drawn"),
        "at": Pair(fa="زمان", en="Time"),
        "place": Pair(fa="مکان", en="Place"),
        "witnesses": Pair(fa="گواهان", en="Witnesses"),
        "not-said": Pair(fa="نوشته نشده است", en="not stated"),
        # Both readings
        "readings": Pair(fa="دو خوانش قانون", en="Both readings of the law"),
        "column-tehran-1404-rounded": Pair(fa="خوانش الف", en="Reading A"),
        "column-tehran-1404-remainder": Pair(fa="خوانش ب", en="Reading B"),
        "column-dhondt": Pair(fa="دونت", en="D'Hondt"),
        "readings-say": Pair(
            fa="خوانش الف: سهم‌ها گرد می‌شوند و باقی‌مانده به بالاترین نسبت آرا می‌رسد. خوانش ب: بخش صحیح سهم‌ها، و"
            " باقی‌مانده به بزرگ‌ترین بخش اعشاری. دونت فقط برای مقایسه است. این صورت‌جلسه بر پایهٔ «{name}» است.",
            en="Reading A: shares are rounded, what is left goes to the highest share of the votes. Reading B: whole"
            " parts, what is left goes to the largest fractional part. D'Hondt is for scale only. This protocol follows"
            " “{name}”.",
        ),
        "readings-same": Pair(
            fa="هر دو خوانش به هر فهرست همان شمار کرسی را می‌دهند: شورا یکی است.",
            en="Both readings give each list the same number of seats: the council is the same.",
        ),
        "readings-differ": Pair(
            fa="دو خوانش یک شورا نمی‌دهند.", en="The two readings do not give the same council."
        ),
        "elected-only": Pair(fa="فقط با {name} عضو می‌شود: {who}.", en="Elected by {name} only: {who}."),
        "reading-waits": Pair(
            fa="{name}: میان {who} قرعه لازم است؛ شمار: {seats}.",
            en="{name}: a lot is required between {who}; number: {seats}.",
        ),
        # Signatures, hash, pages, annexes
        "signing-says": Pair(
            fa="این صورت‌جلسه با پیوست‌هایش {n} صفحه دارد. پای هر صفحه آغاز دو چکیده آمده است که باید در همهٔ صفحه‌ها"
            " یکی باشد.",
            en="With its annexes this protocol has {n} pages. At the foot of each stand the beginnings of two hashes,"
            " which must be the same on every page.",
        ),
        "hash": Pair(fa="چکیدهٔ SHA-256 دادهٔ کرسی‌ها", en="SHA-256 of the seats data"),
        "hash-says": Pair(
            fa="هر که همین جمع آرا را با همین قاعده و همین قرعه‌ها بشمارد، به داده‌ای با همین چکیده می‌رسد. در سابقهٔ"
            " همگانی این داده پروندهٔ {file} است.",
            en="Whoever counts the same totals by the same rule with the same lots gets data with this hash. In a"
            " public record they are the file {file}.",
        ),
        "foot-seats": Pair(fa="کرسی‌ها", en="seats"),
        "foot-totals": Pair(fa="جمع آرا", en="totals"),
        "annex": Pair(fa="پیوست {number}: {title}", en="Annex {number}: {title}"),
        "steps": Pair(fa="گام‌های محاسبه", en="Every step of the count"),
    },
)  # fmt: skip
