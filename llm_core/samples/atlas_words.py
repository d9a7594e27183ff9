"""The words that the small encyclopedia is made of."""

from __future__ import annotations

# fmt: off


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(","))


PLACE_STARTS = _listed(
    "Alder, Ash, Bram, Brook, Cor, Dun, Eld, Fenn, Gal, Hazel, Ives, Jun, Kel, Lar, Mar, Nor, Oster, Pell, Quill, "
    "Ros, Stan, Tarn, Ulm, Ver, Wick, Yar"
)
PLACE_ENDS = _listed(
    "bridge, bury, by, cliff, combe, dale, den, field, ford, gate, ham, haven, holm, hurst, ley, mere, mouth, "
    "stead, ton, wick, wold, worth"
)
FIRST_NAMES = _listed(
    "Ada, Agnes, Anton, Bela, Clara, Conrad, Dora, Edda, Emil, Fanny, Felix, Greta, Hanno, Ida, Ivo, Jonas, "
    "Kasimir, Lena, Leopold, Marta, Milo, "
    "Nadia, Nils, Olga, Oskar, Paula, Quentin, Rosa, Rufus, Selma, Simon, Tilda, Ulla, Viktor, Wanda, Yorick"
)
LAST_NAMES = _listed(
    "Amberley, Barrow, Calloway, Dashwood, Ellery, Farthing, Gossage, Hollis, Ibsley, Jessop, Kingsley, Lockhart, "
    "Merriman, Norwood, Oakes, "
    "Pemberton, Quince, Rookwood, Sallow, Thistle, Underhill, Vance, Whitlock, Yarrow, Zander"
)
WATERS = _listed("sea, lake, marsh, canal, bay")
BUILDINGS = _listed(
    "town hall, clock tower, grain store, old mill, stone bridge, bell tower, weaving house, fish market, round "
    "chapel, water tower"
)
JOBS = _listed(
    "clockmaker, botanist, painter, weaver, map maker, composer, teacher, glassblower, astronomer, baker, gardener, "
    "printer, poet"
)
GOODS = _listed(
    "green glass, blue cloth, smoked fish, copper bells, wooden toys, salt, honey cakes, wool blankets, paper "
    "lanterns, dried plums, leather boots, "
    "white candles, garden seeds, silver buttons, cherry jam, clay pots, goose feathers, barley, black tea, iron nails"
)
INSTRUMENTS = _listed("cello, flute, harp, drum, trumpet, violin, accordion, zither, piano, clarinet, mandolin")
TRADES = _listed(
    "basket weaving, bookbinding, beekeeping, shoemaking, sail making, bread baking, stone cutting, sheep shearing, "
    "wood carving, net mending"
)
SHIP_NAMES = tuple(f"{one} {other}" for one in ("Merry", "Silent", "Golden", "Brave", "Wandering", "Northern",
    "Scarlet", "Patient") for other in (
    "Heron", "Lantern", "Otter", "Widow", "Comet", "Swallow", "Duchess", "Thistle"))
MATERIALS = _listed("cedar wood, iron, larch wood, steel, reed, oak, walnut wood, copper plates, pine")
COLORS = _listed(
    "gray, striped, crested, marsh, mountain, spotted, long-tailed, golden, dwarf, horned, river, snow, black-eared"
)
ANIMALS = _listed(
    "marten, heron, toad, hare, newt, fox, owl, otter, squirrel, beetle, goat, hedgehog, crane, badger, lynx"
)
FOREST_PLACES = _listed(
    "hollow trees, reed beds, rocky caves, old barns, pine forests, wet meadows, river banks, high moors, thorn "
    "bushes, mossy cliffs, sand dunes"
)
FOODS = _listed(
    "beech nuts, snails, wild cherries, pine seeds, small fish, sour apples, mushrooms, clover, roasted chestnuts, "
    "rye bread, plum cakes, water lilies, acorns, pears"
)
SEASONS = _listed("early spring, late summer, autumn, midwinter, May, June, October, December, March, harvest time")
