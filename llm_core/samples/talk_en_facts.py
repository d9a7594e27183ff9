"""The facts that the English dialogues teach, as tables; what a cell is missing is not taught."""

from __future__ import annotations

from llm_core.samples.talk_tables import columns, listed

# fmt: off

ANIMALS = columns("""
            | sound              | home             | legs  | young       | food         | color  | kind
a dog       | woof               | in a house       | four  | puppy       | meat         | -      | an animal
a cat       | meow               | in a house       | four  | kitten      | fish         | -      | an animal
a cow       | moo                | on a farm        | four  | calf        | grass        | -      | an animal
a sheep     | baa                | on a farm        | four  | lamb        | grass        | white  | an animal
a pig       | oink               | on a farm        | four  | piglet      | corn         | pink   | an animal
a horse     | neigh              | in a stable      | four  | foal        | hay          | -      | an animal
a duck      | quack              | on a pond        | two   | duckling    | water plants | -      | a bird
a hen       | cluck              | in a henhouse    | two   | chick       | grain        | -      | a bird
a rooster   | cock-a-doodle-doo  | in a henhouse    | two   | -           | grain        | -      | a bird
a goose     | honk               | on a farm        | two   | gosling     | grass        | -      | a bird
a swan      | -                  | on a lake        | two   | cygnet      | water plants | white  | a bird
a crow      | caw                | in a nest        | two   | -           | worms        | black  | a bird
an owl      | hoot               | in a hollow tree | two   | owlet       | mice         | -      | a bird
a penguin   | -                  | in the far south | two   | chick       | fish         | -      | a bird
a bee       | buzz               | in a hive        | six   | -           | nectar       | -      | an insect
an ant      | -                  | in an anthill    | six   | -           | crumbs       | -      | an insect
a butterfly | -                  | in a meadow      | six   | caterpillar | nectar       | -      | an insect
a spider    | -                  | in a web         | eight | spiderling  | flies        | -      | an animal
a crab      | -                  | on the seashore  | ten   | -           | -            | -      | an animal
a lion      | roar               | on the savanna   | four  | cub         | meat         | -      | an animal
an elephant | -                  | on the savanna   | four  | calf        | leaves       | gray   | an animal
a giraffe   | -                  | on the savanna   | four  | calf        | leaves       | -      | an animal
a wolf      | howl               | in the forest    | four  | pup         | meat         | gray   | an animal
a bear      | -                  | in the forest    | four  | cub         | berries      | -      | an animal
a fox       | -                  | in a den         | four  | cub         | mice         | -      | an animal
a rabbit    | -                  | in a burrow      | four  | kit         | carrots      | -      | an animal
a squirrel  | -                  | in a tree        | four  | kit         | nuts         | -      | an animal
a mouse     | squeak             | in a hole        | four  | pup         | seeds        | gray   | an animal
a frog      | croak              | in a pond        | four  | tadpole     | flies        | green  | an animal
a snake     | hiss               | -                | no    | -           | mice         | -      | an animal
a fish      | -                  | in the water     | no    | fry         | -            | -      | an animal
a whale     | -                  | in the sea       | no    | calf        | krill        | -      | an animal
a camel     | -                  | in the desert    | four  | calf        | -            | brown  | an animal
a panda     | -                  | in the mountains | four  | cub         | bamboo       | -      | an animal
a kangaroo  | -                  | in Australia     | -     | joey        | grass        | -      | an animal
a crocodile | -                  | in a river       | four  | hatchling   | meat         | green  | an animal
""")

THINGS = columns("""
             | color  | material | use                | kind         | shape
a lemon      | yellow | -        | -                  | a fruit      | -
a banana     | yellow | -        | -                  | a fruit      | -
a strawberry | red    | -        | -                  | a fruit      | -
a cherry     | red    | -        | -                  | a fruit      | round
an orange    | orange | -        | -                  | a fruit      | round
a tomato     | red    | -        | -                  | -            | round
a cucumber   | green  | -        | -                  | a vegetable  | -
a carrot     | orange | -        | -                  | a vegetable  | -
an eggplant  | purple | -        | -                  | a vegetable  | -
an onion     | -      | -        | -                  | a vegetable  | -
a pumpkin    | orange | -        | -                  | -            | round
a tulip      | -      | -        | -                  | a flower     | -
a sunflower  | yellow | -        | -                  | a flower     | round
an oak       | -      | -        | -                  | a tree       | -
snow         | white  | -        | -                  | frozen water | -
milk         | white  | -        | -                  | a drink      | -
tea          | -      | -        | -                  | a drink      | -
grass        | green  | -        | -                  | -            | -
the sky      | blue   | -        | -                  | -            | -
the sun      | yellow | -        | -                  | a star       | round
blood        | red    | -        | -                  | -            | -
coal         | black  | -        | -                  | -            | -
a ruby       | red    | -        | -                  | a gem        | -
bread        | -      | flour    | -                  | -            | -
cheese       | -      | milk     | -                  | -            | -
a window     | -      | glass    | letting in light   | -            | -
a book       | -      | paper    | reading            | -            | -
a tire       | -      | rubber   | -                  | -            | round
a sweater    | -      | wool     | keeping warm       | clothing     | -
a candle     | -      | wax      | giving light       | -            | -
a snowman    | white  | snow     | -                  | -            | -
a nail       | -      | iron     | holding wood       | -            | -
a coin       | -      | metal    | paying             | -            | round
a brick      | -      | clay     | building walls     | -            | -
a bottle     | -      | glass    | holding drinks     | -            | -
a pencil     | -      | wood     | drawing            | -            | -
a pen        | -      | -        | writing            | -            | -
a broom      | -      | -        | sweeping           | a tool       | -
a hammer     | -      | -        | hitting nails      | a tool       | -
a knife      | -      | steel    | cutting food       | a tool       | -
a spoon      | -      | -        | eating soup        | a tool       | -
an umbrella  | -      | -        | keeping dry        | -            | -
a bed        | -      | -        | sleeping           | furniture    | -
a chair      | -      | -        | sitting            | furniture    | -
a clock      | -      | -        | telling the time   | -            | round
an oven      | -      | -        | baking             | -            | -
a key        | -      | metal    | opening doors      | -            | -
soap         | -      | -        | washing            | -            | -
a drum       | -      | -        | making music       | an instrument | round
a piano      | -      | -        | making music       | an instrument | -
a boat       | -      | -        | crossing water     | a vehicle    | -
a bus        | -      | -        | carrying people    | a vehicle    | -
an egg       | -      | -        | -                  | -            | oval
a wheel      | -      | -        | rolling            | -            | round
a ball       | -      | -        | playing            | a toy        | round
a plate      | -      | -        | holding food       | -            | round
a door       | -      | wood     | going in and out   | -            | rectangular
a dice       | -      | -        | playing            | -            | a cube
""")

SIDES = {"a triangle": "three", "a square": "four", "a rectangle": "four", "a pentagon": "five", "a hexagon": "six",
    "an octagon": "eight", "a circle": "no"}

CAPITALS = {
    "France": "Paris", "Germany": "Berlin", "Italy": "Rome", "Spain": "Madrid", "England": "London", "Japan": "Tokyo",
    "China": "Beijing",
    "Russia": "Moscow", "Egypt": "Cairo", "Greece": "Athens", "Austria": "Vienna", "Poland": "Warsaw",
    "Sweden": "Stockholm",
    "Norway": "Oslo", "Canada": "Ottawa",
}

OPPOSITES = listed("""
hot cold, big small, up down, day night, fast slow, happy sad, hard soft, wet dry, open closed, full empty, left right, loud quiet,
clean dirty, early late, strong weak, near far, rich poor, good bad, black white, first last, high low,
sweet sour, north south, east west, long short
""")  # noqa: E501

CIRCLES = (                                                     # what comes after the last is the first
    listed("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
    listed("January, February, March, April, May, June, July, August, September, October, November, December"),
    listed("spring, summer, fall, winter"),
)

PARTS = {                                                       # how many there are
    "days in a week": "seven", "months in a year": "twelve", "seasons in a year": "four",
    "hours in a day": "twenty-four", "minutes in an hour": "sixty",
    "seconds in a minute": "sixty", "letters in the alphabet": "twenty-six", "fingers on a hand": "five",
    "toes on a foot": "five",
    "wheels on a bicycle": "two", "wheels on a car": "four", "wheels on a tricycle": "three",
    "colors in a rainbow": "seven",
    "arms on an octopus": "eight", "eggs in a dozen": "twelve", "years in a century": "one hundred",
    "years in a decade": "ten",
}

JOKES = {
    "cats": "What is a cat's favorite color? Purr-ple!",
    "dogs": "Why did the dog sit in the shade? It did not want to be a hot dog!",
    "cows": "Where do cows go on Friday? To the moo-vies!",
    "fish": "Why are fish so smart? They live in schools!",
    "bees": "Why do bees have sticky hair? They use honeycombs!",
    "bananas": "Why did the banana go to the doctor? It did not peel well!",
    "numbers": "Why was six afraid of seven? Because seven eight nine!",
    "books": "Why was the math book sad? It had too many problems!",
    "ducks": "What do ducks eat with soup? Quackers!",
    "snowmen": "What do snowmen eat for breakfast? Frosted flakes!",
}
