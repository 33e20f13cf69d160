"""Money is an integer number of fen (1 yuan = 100 fen); only pages turn it into words."""

import re
import unicodedata
from decimal import Decimal


def yuan(fen: int, language: str) -> str:
    """`50000` → "500 元" (Chinese, fen only where there are some) or "¥500.00" (English)."""
    sign, amount = ("-" if fen < 0 else ""), abs(fen)
    whole, rest = divmod(amount, 100)
    if language.startswith("en"):
        return f"{sign}¥{whole:,}.{rest:02d}"
    return f"{sign}{whole:,}.{rest:02d} 元" if rest else f"{sign}{whole:,} 元"


def fen(text: str) -> int:
    """Fen from what a person types ("500", "￥1,200.50", "500元"). ValueError if it is no amount of whole fen."""
    plain = re.sub(r"^[¥￥]|[,，\s]|元$", "", unicodedata.normalize("NFKC", text).strip())
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,2})?", plain):
        raise ValueError(text)
    return int(Decimal(plain) * 100)
