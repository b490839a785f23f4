"""What a listing and a finding look like as Arrow batches: the one joint between readers, signals and writers."""

import pyarrow as pa

# Every reader gives these columns, in this order, null where the source is silent. Text is as it was written.
LISTING = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),  # place in the input, from 1; header rows do not count
        pa.field("listing_id", pa.string()),  # the source's own id; null if it gave none
        pa.field("title", pa.string()),
        pa.field("description", pa.string()),
        pa.field("price_minor", pa.int64()),  # in hundredths of `currency`
        pa.field("currency", pa.string()),  # ISO 4217; IDR unless the source says otherwise
        pa.field("shop", pa.string()),
        pa.field("place", pa.string()),  # where the shop says it is: city, regency or province
        pa.field("platform", pa.string()),
        pa.field("url", pa.string()),
        pa.field("category", pa.string()),
        pa.field(
            "condition", pa.string()
        ),  # the seller's own field, as written: "Bekas", "Pernah Dipakai", "new"
        pa.field(
            "sold", pa.int64()
        ),  # what the counter shows at least: "50+ terjual" is 50; null if it shows none
        pa.field("rating", pa.float64()),
        pa.field("stock", pa.int64()),
        pa.field("official", pa.bool_()),  # an official shop or a verified brand, where the source says so
        pa.field("image_phash", pa.string()),  # 64 bits as 16 hex digits
        pa.field("image_pdq", pa.string()),  # 256 bits as 64 hex digits
        pa.field("image", pa.string()),  # a file's path or an address, as given; never fetched here
        pa.field("listed_at", pa.timestamp("us", tz="UTC")),
    ]
)

REASON = pa.struct(
    [
        pa.field("question", pa.string()),
        pa.field("signal", pa.string()),  # with the field where it is not the title: "terms.shop"
        pa.field("text", pa.string()),  # the words of the listing, exactly as written
        pa.field("start", pa.int32()),  # code points in that field; null where no words are meant
        pa.field("end", pa.int32()),
        pa.field(
            "weight", pa.float64()
        ),  # log-odds that this reason adds to the question; below 0 speaks against
    ]
)

# One row for one row of input, in its order.
FINDING = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("listing_id", pa.string()),
        pa.field("band", pa.string(), nullable=False),  # vocabulary.Band
        pa.field(
            "score", pa.float64(), nullable=False
        ),  # 0..1: orders within a band; comparable between them too
        pa.field(
            "answers", pa.map_(pa.string(), pa.float64()), nullable=False
        ),  # question -> 0..1, null: not answered
        pa.field("reasons", pa.list_(REASON), nullable=False),
        pa.field("policy", pa.string(), nullable=False),  # id@version#digest
    ]
)
