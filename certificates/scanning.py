"""Reads the QR codes of a PDF as they are drawn; needs the optional libraries `pypdfium2` and `zxing-cpp`."""

import pypdfium2
import zxingcpp

_SCALE = 3.0  # 216 dots an inch: five for each module of a code as we print it
_LARGEST = 3_000.0  # points: a page larger than a wall is not drawn


def read_drawn(pdf: bytes) -> list[str]:
    """What the QR codes on the first page say, as a camera would read them.

    Raises:
        ValueError: the page cannot be drawn.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        if max(page.get_size()) > _LARGEST:
            raise ValueError("the page is too large")
        picture = page.render(scale=_SCALE, grayscale=True).to_pil()
    except pypdfium2.PdfiumError as error:
        raise ValueError("the page cannot be drawn") from error
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found]
