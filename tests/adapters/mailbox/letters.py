"""Mails as they come: answers, bounces and holiday notes, in the forms of common mail programs."""

DISPATCH = "D-7K3M9QXD2A4B"
TAG = "d7k3m9qxd2a4b.k5vabcdefghijklmnopqrstu"
SIGNATURE = "-- "  # two dashes and a space, as mail programs write it
OURS = "<dispatch.d-7k3m9qxd2a4b@tertib.example>"


def letter(body: str = "SELESAI", *, headers: str = "", subject: str = "Re: 12 pemberitahuan") -> bytes:
    """A plain mail from a platform's person."""
    return (
        f"From: Tim LapakRaya <takedown@lapakraya.example>\nTo: Tertib <balas+{TAG}@tertib.example>\n"
        f"Subject: {subject}\nMessage-ID: <abc@lapakraya.example>\nIn-Reply-To: {OURS}\n{headers}"
        f"Content-Type: text/plain; charset=utf-8\n\n{body}"
    ).encode()


BOUNCE = f"""From: MAILER-DAEMON@mail.lapakraya.example
To: balas+{TAG}@tertib.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.lapakraya.example

Final-Recipient: rfc822; takedown@lapakraya.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b1
Content-Type: message/rfc822

From: Tertib <tertib@tertib.example>
To: takedown@lapakraya.example
Message-ID: {OURS}
Subject: SELESAI

SELESAI
--b1--
""".encode()

DELAYED = BOUNCE.replace(b"Action: failed\nStatus: 5.1.1", b"Action: delayed\nStatus: 4.4.1").replace(
    b"Undelivered Mail Returned to Sender", b"Delayed Mail (still being retried)"
)

OLD_BOUNCE = f"""From: Mail Delivery System <Mailer-Daemon@mail.lapakraya.example>
To: balas+{TAG}@tertib.example
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.
  takedown@lapakraya.example: user unknown
------ This is a copy of the message ------
Message-ID: {OURS}
""".encode()

TOP_POSTED = """Selesai, sudah kami turunkan semua.

Terima kasih
Rina

Pada Sel, 24 Nov 2026 pukul 10.00 Tertib <tertib@tertib.example>
menulis:

> Yth. Tim LapakRaya,
> TANYA bila ada yang kurang jelas
"""
OUTLOOK = """DONE

________________________________
From: Tertib <tertib@tertib.example>
Sent: Tuesday, November 24, 2026 10:00 AM
Subject: 12 notices

Dear team,
"""
BOTTOM_POSTED = f"""On Tue, 24 Nov 2026, Tertib wrote:
> Yth. Tim,
> Mohon dijawab.

SELESAI
{SIGNATURE}
Rina, LapakRaya
"""

HTML_ONLY = f"""From: rina@lapakraya.example
To: balas+{TAG}@tertib.example
Subject: Re
Message-ID: <h@lapakraya.example>
Content-Type: text/html; charset=utf-8

<html><head><style>p {{color: red}}</style></head><body><div>SELESAI &amp; beres</div><div><br></div>
<div class="gmail_quote">Pada Sel, 24 Nov 2026 Tertib menulis:<blockquote>Yth. Tim<br>TOLAK</blockquote></div>
<script>alert(1)</script></body></html>
""".encode()

WITH_TABLE = f"""From: rina@lapakraya.example
To: balas+{TAG}@tertib.example
Subject: =?utf-8?q?Jawaban_=E2=80=93_terlampir?=
Message-ID: <t@lapakraya.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b2"

--b2
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Terlampir jawaban kami, caf=E9.
--b2
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="../../etc/cron.d/jawaban.CSV"
Content-Transfer-Encoding: base64

bm90aWNlLHJlcGx5DQpOLTEsc2VsZXNhaQ0K
--b2
Content-Type: image/png
Content-Disposition: attachment; filename="logo.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b2
Content-Type: text/csv

notice,reply
N-2,tolak
--b2--
""".encode()
