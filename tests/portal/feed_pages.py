"""What tests of the pages of feeds do at them: open, send a file, say that it is read rightly."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tertib.queries.types import Feed
from tertib.worker.context import Context
from tertib.worker.scanning import scan_next

USED = b"Jaket thrift second import Korea original"
TABLE = (
    b"nama produk,harga,toko,keterangan iklan\n" + USED + b",Rp150.000,Toko A,x\nKemeja batik,abc,Toko B,y\n"
)


def text(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, feed: Feed, data: bytes = TABLE, name: str = "katalog.csv") -> str:
    """Where the browser is led after a file was sent."""
    answer = client.post(f"/umpan/{feed.key}/kirim/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["location"])


def let_judge(client: Client, address: str, worker: Context) -> None:
    """Look at the first rows, and say that they are read rightly."""
    assert scan_next(worker) == 1
    assert client.post(f"{address}nilai/", {"act": "judge"})["location"] == address
    assert scan_next(worker) == 1
