"""JSON, fast: json.dumps() makes an encoder for every text."""

import json

_encode = json.encoder.c_make_encoder(None, None, json.encoder.encode_basestring_ascii, None, ":", ",",
                                      False, False, True)


def dumps(value):
    return "".join(_encode(value, 0))
