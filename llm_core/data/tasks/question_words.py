"""English words that a reader reads as they are, since they tell where answers stand in any text."""

from __future__ import annotations

from llm_core.data.search.matching import FUNCTION_WORDS, Word, stem

_TELLING = """
    above across against age ago air along always amount among another approximately area around back based became
    become before began begin behind believe below
    belong better between big birth born both bring build built buy call capital cause center century change charge
    child city close color come common
    compare complete consider consist contain contribute control cost country create current day death decide define
    depend describe design develop die different
    direct discover distance divide draw early east effect end enough enter establish event every exist express
    famous far father feature female few field
    find first follow form former found founder free full game general get give go great group grow half happen head
    heavy height high hold home hour house
    husband important include increase instead introduce invent involve island join keep kind king know known land
    language large last late law lead leader
    learn least leave left length less level lie life like list little live locate located long lose lot low made
    main major make male man mayor mean measure
    meet member middle million minister month mother mountain move name named near need never new next north number
    occur offer office official old only open
    operate order original originally others own owner paint part party pay people percent percentage period person
    place plan play point popular population position
    possible president prevent price primary produce product provide public publish purpose put queen rate reach
    reason receive refer region reign remain remove
    replace represent require responsible result river role round rule run same say school sea second see sell send
    serve set several show side similar since
    single site size small sold son daughter sister brother south special speed stand start state station step still
    stop street study subject success suggest support
    surround take teach tell term thing thousand three through throughout time title today together top total town
    travel tree try two type under unit
    university until up upper use used usually value various version village wall want war water way wear week weigh
    weight well west wide width wife win
    without woman word work world write writer written year young company team book film song church castle bridge
    color temperature animal plant food
    must should can costs once twice per each yearly monthly daily weekly hundred ten because due therefore order
    allow
"""
TELLING = frozenset(stem(word) for word in _TELLING.split()) | FUNCTION_WORDS


def is_telling(word: Word) -> bool:
    """Whether a reader reads a word as it is; Chinese characters it does."""
    return word.wide or stem(word.text.lower()) in TELLING
