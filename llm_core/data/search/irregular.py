"""English words whose forms no rule leads back to one another: verbs, and a few nouns."""

from __future__ import annotations

from collections.abc import Mapping

# fmt: off

# The form that is kept, and those that belong to it.
_FORMS = """
    become became; begin began begun; bend bent; bind bound; bite bit bitten; blow blew blown; break broke broken;
    breed bred; bring brought;
    build built; burn burnt; buy bought; catch caught; choose chose chosen; come came; deal dealt; dig dug; draw drew
    drawn; drink drank drunk;
    drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled;
    fly flew flown; forbid forbade forbidden;
    forget forgot forgotten; freeze froze frozen; get got gotten; give gave given; go went gone; grow grew grown;
    hang hung; hear heard; hide hid hidden;
    hold held; keep kept; know knew known; lay laid; lead led; learn learnt; leave left; lend lent; lose lost; make
    made; mean meant; meet met; pay paid;
    ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send
    sent; shoot shot; show shown;
    shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; speak spoke spoken; spend spent;
    spread; stand stood; steal stole stolen;
    strike struck; swear swore sworn; swim swam swum; take took taken; teach taught; tell told; think thought; throw
    threw thrown; understand understood;
    wake woke woken; wear wore worn; win won; write wrote written; man men; woman women; child children; foot feet;
    tooth teeth; mouse mice; goose geese;
    wolf wolves; life lives; leaf leaves; wife wives; person people; die dies died dying; lie lies lay lain lying;
    tie tied tying
"""
# "found" is left alone: it founds towns as often as it was found; so are "left", "life" and "leaf", whose plurals are
# verbs.
_LEFT_ALONE = frozenset({"found", "left", "lives", "leaves", "lay", "laid", "saw", "felt", "people"})
IRREGULAR: Mapping[str, str] = {
    form: kept
    for kept, *forms in (one.split() for one in _FORMS.split(";"))
    for form in forms if form not in _LEFT_ALONE
}
