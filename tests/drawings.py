"""Pictures that people of the tests upload."""

from io import BytesIO

from PIL import Image, ImageDraw


def as_png(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def emblem(colour: str = "#14503c") -> Image.Image:
    """A made-up emblem with transparent corners."""
    picture = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(picture).ellipse((10, 10, 190, 190), outline=colour, width=20)
    return picture


def signature() -> Image.Image:
    """A stroke of a pen."""
    picture = Image.new("RGBA", (300, 90))
    ImageDraw.Draw(picture).line([(10, 70), (80, 15), (140, 70), (290, 40)], fill="#14145a", width=4)
    return picture
