"""Texts and questions are cut the same way."""

from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.words.search import index_tokens, query
from hetang.ground.words.tokens import LETTERS, MOST_TOKENS, composed, tokens

SIGNS = "噪音扰民朝晖六区退款〇々カ한"
# What means something in a tsquery.
SPECIAL = set("'\\:*&|!<>()\"\0 ")
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(SIGNS + " ,，。“”Aa1９ＡéΩ"), st.characters()), max_size=40)


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def test_chinese_is_cut_into_pairs_and_the_last_sign_stands_alone() -> None:
    assert words("噪音扰民") == ["噪音", "音扰", "扰民", "民"]
    assert words("楼") == ["楼"]


def test_letters_and_digits_are_runs_of_their_own() -> None:
    assert words("买了iPhone15一部") == ["买了", "了", "iphone", "15", "一部", "部"]


def test_width_capitals_and_ligatures_do_not_matter() -> None:
    assert words("ＡＢＣ１２３ﬁ") == words("abc123fi")
    assert words("㎡") == ["m", "2"]


def test_punctuation_and_emoji_part_words_and_are_none() -> None:
    assert words("你好，世界🙂！") == ["你好", "好", "世界", "界"]
    assert words("…—·🙂\u202e\x00") == []


def test_marks_of_sealed_numbers_are_gaps() -> None:
    assert words("号码⟦138****5678·abcdefghij⟧打来") == ["号码", "码", "打来", "来"]


def test_a_very_long_run_of_letters_is_cut_into_pieces_and_found() -> None:
    long = "a" * (LETTERS * 2 + 5)
    assert [len(word) for word in words(long)] == [LETTERS, LETTERS, 5]
    assert len(index_tokens("字" * (MOST_TOKENS + 99)).split()) == MOST_TOKENS


def test_a_question_is_phrases() -> None:
    assert query("噪音") == "'噪音'"
    assert query("噪音扰民 12345") == "'噪音' <-> '音扰' <-> '扰民' & '12345'"
    assert query("“退款 iPhone”") == "'退款' <-> '款' <-> 'iphone'"
    assert query("A座") == "'a' <-> '座':*"
    assert query("噪音 噪音") == "'噪音'"


def test_a_single_sign_is_the_beginning_of_a_token() -> None:
    assert query("狗") == "'狗':*"


def test_a_question_without_words_is_empty() -> None:
    assert query("") == query("，。 “” ! & | <-> ' \\") == ""


@given(TEXTS)
def test_tokens_stand_where_they_say_and_hold_nothing_to_escape(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(composed(text))
        assert token.start >= last - 1
        last = token.start
        assert not SPECIAL & set(token.text)
        assert token.text == token.text.lower()


@given(TEXTS)
def test_what_was_cut_once_is_cut_the_same_again(text: str) -> None:
    for token in tokens(text):
        assert words(token.text)[0] == token.text


@given(st.text())
def test_no_text_breaks_the_language_of_questions(text: str) -> None:
    words_only = query(text).replace(" <-> ", "").replace(" & ", "").replace("':*", "'").replace("'", "")
    assert not SPECIAL & set(words_only)
