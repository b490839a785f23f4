"""What each figure counts, in words, in both languages. Printed beside the number wherever it stands."""

from collections.abc import Mapping

UNIT = "case"  # one listing under one policy: never a link, a shop, an account or a seller

DEFINITIONS: Mapping[str, tuple[str, str, str, str]] = {
    # key: name (id), name (en), meaning (id), meaning (en)
    "found": (
        "Ditemukan",
        "Found",
        "Penawaran yang diserahkan, masing-masing dihitung sekali walau disebut dalam beberapa tautan atau surat.",
        "Listings handed in, each counted once however many links or letters name it.",
    ),
    "waiting": (
        "Menunggu keputusan",
        "Waiting for a decision",
        "Belum ada pemberitahuan yang keluar; belum diputus atau belum dilihat.",
        "No notice has left yet; not decided or not looked at.",
    ),
    "held": (
        "Ditahan",
        "Held",
        "Belum dikirim karena polisi meminta menunggu, dengan batas waktu.",
        "Not sent because police asked to wait, with an end.",
    ),
    "already_gone": (
        "Sudah tidak ada saat diserahkan",
        "Already gone at hand-in",
        "Sudah tidak tampil sebelum ada yang diminta. Tidak dihitung sebagai hasil kerja siapa pun.",
        "No longer shown before anybody was asked. Counted as nobody's work.",
    ),
    "closed_otherwise": (
        "Ditutup tanpa pemberitahuan",
        "Closed without a notice",
        "Ternyata sah, ganda, ditarik, atau tidak dapat dilaksanakan, sebelum ada yang dikirim.",
        "Found lawful, double, withdrawn or not executable before anything was sent.",
    ),
    "sent": (
        "Diberitahukan",
        "Sent",
        "Pemberitahuan telah diterima saluran penerima.",
        "The recipient's channel took a notice.",
    ),
    "answered": (
        "Dijawab",
        "Answered",
        "Ada jawaban atas pemberitahuan terakhir.",
        "The latest notice has an answer.",
    ),
    "unanswered": (
        "Belum dijawab",
        "No answer yet",
        "Belum ada jawaban atas pemberitahuan terakhir, lewat waktu maupun belum.",
        "The latest notice has no answer, overdue or not.",
    ),
    "claimed": (
        "Dinyatakan selesai",
        "Said to be done",
        "Platform menyatakan telah bertindak. Ini pernyataan, bukan hasil pengamatan.",
        "The platform says that it acted. A statement, not what we saw.",
    ),
    "refused": (
        "Ditolak",
        "Refused",
        "Platform menolak dengan alasan.",
        "The platform refused, with its ground.",
    ),
    "cannot_execute": (
        "Tidak dapat dilaksanakan",
        "Cannot be carried out",
        "Platform menyatakan tidak dapat melaksanakan, misalnya tautan keliru.",
        "The platform says that it cannot act as asked, such as for a wrong link.",
    ),
    "asks_back": (
        "Ditanyakan balik",
        "Asked back",
        "Platform bertanya; jawaban instansi ditunggu.",
        "The platform asked a question; the authority's answer is awaited.",
    ),
    "overdue": (
        "Lewat waktu",
        "Overdue",
        "Batas waktu menjawab sudah lewat tanpa jawaban.",
        "The time to answer ran out without an answer.",
    ),
    "down": (
        "Terlihat turun",
        "Seen down",
        "Kami lihat tampil, diminta turun, lalu kami lihat tidak tampil lagi. Hanya ini yang disebut turun.",
        "Seen up by us, asked for, then seen down by us. The only thing called down.",
    ),
    "up": (
        "Masih tampil",
        "Still up",
        "Pengamatan terakhir memperlihatkan penawaran masih ada.",
        "Our looks show the offer is still there.",
    ),
    "changed": (
        "Tampil, isinya berubah",
        "Up, but changed",
        "Nomor yang sama memuat barang atau foto lain.",
        "The same number shows other goods or another photo.",
    ),
    "cannot_tell": (
        "Tidak dapat dipastikan",
        "Cannot tell",
        "Halaman menolak, meminta masuk, atau rusak. Tidak dihitung ke arah mana pun.",
        "The page refused us, wanted a login or was broken. Counts in neither direction.",
    ),
    "gone_not_ours": (
        "Tidak ada, tidak pernah terlihat tampil",
        "Gone, never seen up",
        "Diberitahukan, kini tidak tampil, tetapi tidak pernah kami lihat tampil. Tidak dihitung turun.",
        "Sent and gone now, but we never saw it up. Not counted as down.",
    ),
    "sent_restored": (
        "Dipulihkan atas keberatan",
        "Restored on appeal",
        "Keberatan diterima; penurunan dibatalkan.",
        "An objection was upheld and the takedown reversed.",
    ),
    "not_looked": (
        "Belum dilihat",
        "Not looked at yet",
        "Diberitahukan, belum ada pengamatan yang memberi kesimpulan.",
        "Sent, and no look has given a verdict yet.",
    ),
    "claimed_down": (
        "Dinyatakan selesai dan terlihat turun",
        "Said to be done and seen down",
        "Pernyataan platform dibenarkan pengamatan.",
        "The platform's statement is borne out by what we saw.",
    ),
    "claimed_up": (
        "Dinyatakan selesai tetapi masih tampil",
        "Said to be done but still up",
        "Pernyataan itu masih berlaku dan bertentangan dengan pengamatan. Yang pernah turun lalu kembali tidak termasuk.",
        "The statement stands and is contradicted by what we saw. What was down and came back is not among them.",
    ),
    "claimed_returned": (
        "Dinyatakan selesai, lalu kembali",
        "Said to be done, came back",
        "Pernah terlihat turun, jadi pernyataan itu benar; kini kembali dan belum dijawab lagi.",
        "It was seen down, so the statement was true; it came back and nobody has answered since.",
    ),
    "claimed_unconfirmed": (
        "Dinyatakan selesai, belum dibenarkan",
        "Said to be done, not confirmed",
        "Belum dilihat, berubah, ditahan, ditutup, atau tidak dapat dipastikan.",
        "Not looked at yet, changed, held, closed, or cannot be told.",
    ),
    "down_unclaimed": (
        "Turun tanpa pernyataan",
        "Gone without a word",
        "Terlihat turun sesudah diminta, tetapi platform tidak menyatakan telah bertindak.",
        "Seen down after we asked, though the platform did not say that it acted.",
    ),
    "ever_down": (
        "Pernah terlihat turun",
        "Ever seen down",
        "Terlihat turun setidaknya sekali, walau kemudian kembali atau dipulihkan.",
        "Seen down at least once, even if it came back or was restored later.",
    ),
    "down_no_more": (
        "Pernah turun, kini tidak",
        "Was down, is not now",
        "Kembali tampil, dipulihkan, berubah, atau kini tidak dapat dipastikan.",
        "Back up, restored, changed, or no longer to be told.",
    ),
    "returned": (
        "Pernah kembali",
        "Ever came back",
        "Tampil lagi setidaknya sekali setelah terlihat turun. Bisa sudah turun lagi.",
        "Up again at least once after it was seen down. It may be down again by now.",
    ),
}
