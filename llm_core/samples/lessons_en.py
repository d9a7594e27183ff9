"""Sentences of plain English documents, and what each of them answers; "{…}" stands for what is filled in, "{s}" for
what it is about.
"""

from __future__ import annotations

# fmt: off

LESSONS = """
building/built: {S} was built by {person} in {year}.
 person: Who built {s}? | By whom was {s} built? | Who was the builder of {s}?
 year: When was {s} built? | In what year was {s} built? | What year was {s} built in?
building/built: In {year} {person} built {s} on the site of an old {noun}.
 year: When was {s} built? | In which year was {s} built?
 person: Who built {s}?
building/built: Work on {s} began in {year} and ended {n} years later.
 year: When did work on {s} begin?
building/built: {S} dates from {year} and was designed by the architect {person}.
 year: When was {s} built? | What year does {s} date from?
 person: Who designed {s}? | Which architect designed {s}? | Who was the architect of {s}?
building/designed: The plans for {s} were drawn by {person}, who had studied in {place}.
 person: Who drew the plans for {s}? | Who planned {s}?
 place: Where had the architect of {s} studied?
building/opened: {S} was opened on {date} by {person}.
 date: When was {s} opened? | On what date was {s} opened? | When did {s} open?
 person: Who opened {s}?
building/opened: It opened to the public in {year}.
 year: When did {s} open? | In what year was {s} opened?
building/height: {S} is {length} high.
 length: How tall is {s}? | How high is {s}? | What is the height of {s}?
building/height: {S} has a height of {length} and {n} windows.
 length: How high is {s}? | What is the height of {s}?
 n: How many windows does {s} have?
building/length: {S} is {length} long and rests on {n} pillars.
 length: How long is {s}? | What is the length of {s}?
 n: How many pillars does {s} have? | How many pillars does {s} rest on?
building/steps: Visitors climb {n} steps to the top.
 n: How many steps are there? | How many steps lead to the top of {s}? | How many steps do visitors climb?
building/where: {S} stands on {street}, not far from the {noun}.
 street: Where is {s}? | Where does {s} stand? | On which street is {s}?
building/where: {S} is located in {place}.
 place: Where is {s} located? | Where is {s}? | In which town is {s}?
building/cost: It cost {money} to build, which {person} paid.
 money: How much did {s} cost? | How much did it cost to build {s}? | What was the cost of {s}?
 person: Who paid for {s}?
building/paid: The merchant {person} paid for the {noun}, which can still be seen.
 person: Who paid for the {noun}?
building/material: The walls of {s} are made of {material}.
 material: What are the walls of {s} made of? | What is {s} made of?
building/destroyed: {Event} destroyed most of {s} in {year}.
 year: When was {s} destroyed? | When did {event} destroy {s}?
 Event: What destroyed {s}? | What destroyed most of {s}?
building/repaired: After {event} it was repaired by {person} and reopened in {year}.
 person: Who repaired {s}? | Who repaired {s} after {event}?
 year: When did {s} reopen? | When was {s} reopened?
building/owner: Today {s} belongs to {company}.
 company: Who owns {s}? | Who does {s} belong to today?
building/keeper: The last {job} of {s} was {person}.
 person: Who was the last {job}? | Who was the last {job} of {s}?
building/use: It is now used as {thing}.
 thing: What is {s} used as today? | What is {s} used for now?
building/hours: {S} opens at {clock} and closes at {clock2}.
 clock: When does {s} open? | At what time does {s} open?
 clock2: When does {s} close? | At what time does {s} close?
building/color: Its roof is {color}.
 color: What color is the roof of {s}? | What color is the roof?
town/founded: {S} was founded in {year} by {person}.
 year: When was {s} founded? | In what year was {s} founded?
 person: Who founded {s}? | By whom was {s} founded?
town/founded: {S} was founded by {people}, who cleared the {noun} and built the first houses.
 people: Who founded {s}? | Who founded the town? | Who built the first houses in {s}?
town/people: About {n} people live in {s} today.
 n: How many people live in {s}? | What is the population of {s}? | How many people live there today?
town/people: It has {n} inhabitants.
 n: How many inhabitants does {s} have? | How many people live in {s}? | What is the population of {s}?
town/people: The population grew to {n} by {year}.
 n: What was the population of {s} in {year}? | How many people lived in {s} in {year}?
town/mayor: Its mayor is {person}.
 person: Who is the mayor? | Who is the mayor of {s}? | What is the name of the mayor of {s}?
town/where: {S} lies on the {side} bank of the {river}.
 river: Which river is {s} on? | On which river does {s} lie?
town/where: {S} is a town in {place}, {distance} from the sea.
 place: Where is {s}? | Where does {s} lie?
 distance: How far is {s} from the sea?
town/railway: The railway reached {s} in {year}.
 year: When did the railway reach {s}? | In what year did the railway come to {s}?
town/known: The town is known for its {thing}.
 thing: What is {s} known for? | What is the town known for? | What is {s} famous for?
town/employer: The largest employer is {company}.
 company: What is the largest employer in {s}? | Who is the largest employer?
town/feast: Every {month} the town holds a {noun} festival that lasts {duration}.
 month: When is the {noun} festival held? | In which month is the {noun} festival held?
 duration: How long does the {noun} festival last? | How long is the festival?
company/founded: {S} was founded in {year} by {person} in {place}.
 year: When was {s} founded? | In what year was {s} established?
 person: Who founded {s}? | Who was the founder of {s}?
 place: Where was {s} founded? | In which city was {s} founded?
company/staff: {S} employs {n} people.
 n: How many people does {s} employ? | How many people work for {s}? | How many employees does {s} have?
company/head: Since {year} {person} has been its director.
 person: Who is the director of {s}? | Who is its director? | Who leads {s}?
company/makes: {S} makes {thing} and {thing2}.
 thing+thing2: What does {s} make? | What does {s} produce?
company/holiday: Employees receive {n} days of paid leave a year.
 n: How many days of leave do employees receive? | How many days of paid leave are there a year? | How many days off do employees get?
company/hours: Full-time staff work {n} hours a week.
 n: How many hours a week do full-time staff work? | How many hours do the staff work?
company/ask: Requests must be sent to {person} in the {noun} office at least {duration} in advance.
 person: Who must requests be sent to? | Who should I send a request to?
 duration: How long in advance must requests be sent? | How early must requests be sent?
company/expire: Unused vouchers expire on {date}.
 date: When do unused vouchers expire? | On what date do vouchers expire?
company/report: Anyone who loses a key must tell {person} within {duration}.
 person: Who must be told if a key is lost? | Who must I tell when I lose a key?
 duration: How soon must a lost key be reported?
company/keep: Invoices must be kept for {duration}.
 duration: How long must invoices be kept? | For how long are invoices kept?
company/required: {Document} is required after the {ordinal} week.
 Document: What is required after the {ordinal} week?
company/agree: Overtime is allowed if {role} agrees.
 role: Who must agree to overtime? | Who has to agree before overtime?
device/holds: The tank of {s} holds {volume}.
 volume: How much does the tank hold? | How much water does the tank hold? | What is the capacity of the tank of {s}?
device/button: Press the {color} button to start {s}.
 color: Which button starts {s}? | What color is the start button? | Which button do I press to start {s}?
device/time: {S} takes {duration} to heat up.
 duration: How long does {s} take to heat up? | How long does it take to heat up?
device/weight: {S} weighs {weight} and is {length} wide.
 weight: How much does {s} weigh? | What is the weight of {s}? | How heavy is {s}?
 length: How wide is {s}? | What is the width of {s}?
device/price: A new {noun} costs {money}.
 money: How much does a new {noun} cost? | What is the price of a new {noun}? | What does a new {noun} cost?
device/guarantee: The warranty lasts {duration} from the day of purchase.
 duration: How long is the warranty? | How long does the warranty last? | How long is the guarantee of {s} valid?
device/repair: Repairs are carried out by {company} in {place}.
 company: Who carries out repairs? | Who does the repairs? | Who repairs {s}?
 place: Where are repairs carried out?
device/clean: Clean the {noun} {often} with {liquid}.
 often: How often should the {noun} be cleaned? | How often must I clean the {noun}?
 liquid: What should I clean the {noun} with? | What is the {noun} cleaned with?
device/soak: Let the {noun} stand for {duration} before you rinse it.
 duration: How long should the {noun} stand? | How long must I let the {noun} stand?
device/battery: The battery of {s} lasts {duration} and is charged through the {noun}.
 duration: How long does the battery last? | How long does the battery of {s} last?
device/off: {S} switches itself off after {duration}.
 duration: After how long does {s} switch itself off? | When does {s} switch itself off?
device/invented: {S} was invented by {person} in {year}.
 person: Who invented {s}? | Who was the inventor of {s}?
 year: When was {s} invented?
animal/lives: {S} lives in {habitat}.
 habitat: Where does {s} live? | Where is {s} found? | Where can {s} be found?
animal/lives: {S} is found mainly in {habitat} of {place}.
 habitat: Where does {s} live? | Where is {s} found?
animal/weight: An adult weighs up to {weight}.
 weight: How much does an adult weigh? | How much does {s} weigh? | How heavy is {s}?
animal/eats: It feeds on {food}, {food2} and {food3}.
 food+food3: What does {s} eat? | What does {s} feed on?
animal/eats: {S} eats {food} and {food2}.
 food+food2: What does {s} eat? | What does it eat?
animal/young: The female lays {n} eggs in {month}.
 n: How many eggs does the female lay? | How many eggs does {s} lay?
 month: When does the female lay its eggs? | When does {s} lay its eggs?
animal/age: It can live for {duration}.
 duration: How long does {s} live? | How long can {s} live? | How old does {s} get?
animal/described: The naturalist {person} described {s} in {year}.
 person: Who described {s}? | Who first described {s}?
 year: When was {s} described? | When was it first described?
animal/speed: It runs at {speed}.
 speed: How fast can {s} run? | How fast is {s}?
animal/left: By {year} fewer than {n} were left.
 n: How many were left in {year}? | How many of them were left by {year}?
animal/warm: It is kept {adjective} by its {part}.
 part: What keeps {s} {adjective}? | What is {s} kept {adjective} by?
animal/tool: It opens nuts with {tool}.
 tool: What does {s} open nuts with? | What does it use to open nuts?
recipe/needs: For {s} you need {weight} of {food}, {n} {food2} and {volume} of {liquid}.
 weight: How much {food} do you need? | How much {food} is needed?
 n: How many {food2} do you need? | How many {food2} are needed for {s}?
 volume: How much {liquid} is needed? | How much {liquid} do you need for {s}?
recipe/cook: Let everything simmer for {duration}.
 duration: How long should {s} simmer? | How long must everything simmer?
recipe/bake: Bake {s} for {duration} at {degrees}.
 duration: How long should {s} be baked? | How long do you bake {s}?
 degrees: At what temperature is {s} baked? | How hot must the oven be?
recipe/add: Stir in the {food} at the end.
 food: What is stirred in at the end? | What do you add at the end?
recipe/from: The recipe comes from {person}, who ran an inn at {place}.
 person: Who does the recipe come from? | Whose recipe is it?
 place: Where was the inn?
recipe/serves: It serves {n} people and is best with {food}.
 n: How many people does {s} serve? | How many people is {s} for?
 food: What is {s} best with? | What goes well with {s}?
person/born: {S} was born in {place} on {date}, the daughter of {role}.
 place: Where was {s} born? | In which town was {s} born?
 date: When was {s} born? | On what date was {s} born?
person/born: {S} was born in {year} in {place}.
 year: When was {s} born? | In what year was {s} born?
 place: Where was {s} born?
person/died: {P} died in {place} in {year}.
 place: Where did {s} die? | Where did {p} die?
 year: When did {s} die? | In what year did {s} die?
person/studied: {P} studied {subject} in {place}.
 subject: What did {s} study? | What did {p} study? | Which subject did {s} study?
 place: Where did {s} study? | Where did {p} study {subject}?
person/married: In {year} {p} married {person}, a {job}.
 person: Who did {s} marry? | Whom did {s} marry? | Who was the husband of {s}?
 year: When did {s} marry?
person/married: {P} moved to {place} in {year} with the husband, {person}.
 person: Who was {s}'s husband? | Who was the husband of {s}?
 place: Where did {s} move in {year}? | Where did {p} move?
 year: When did {s} move to {place}?
person/job: {P} worked as {role} in {place}.
 role: What was {s}'s job? | What did {s} work as? | What was the profession of {s}?
 place: Where did {s} work?
person/wrote: {P} wrote {n} books about {thing}.
 n: How many books did {s} write? | How many books did {p} write?
 thing: What did {s} write about? | What are the books of {s} about?
person/prize: In {year} {p} received the gold medal because {reason}.
 year: When did {s} receive the gold medal?
 reason: Why did {s} receive the gold medal? | Why did {p} receive the medal?
person/left: {P} left {place} because {reason}.
 reason: Why did {s} leave {place}? | Why did {p} leave {place}?
person/discovered: {P} discovered {thing} in {place}.
 thing: What did {s} discover? | What did {p} discover in {place}?
 place: Where did {s} discover {thing}?
person/teacher: {PS} teacher was {person}.
 person: Who was {s}'s teacher? | Who taught {s}? | Who was the teacher of {s}?
person/children: {P} had {n} children.
 n: How many children did {s} have? | How many children did {p} have?
person/portrait: {PS} portrait was painted by {person}.
 person: Who painted {s}'s portrait? | Who painted the portrait of {s}?
event/date: {S} took place on {date} in {place}.
 date: When did {s} take place? | On what date was {s}?
 place: Where did {s} take place? | Where was {s} held?
event/won: {Person} won {s} with {n} points.
 Person: Who won {s}? | Who was the winner of {s}?
 n: How many points did the winner of {s} have?
event/guests: More than {n} guests came to {s}.
 n: How many guests came to {s}? | How many guests were there?
event/price: A ticket costs {money}.
 money: How much does a ticket cost? | What is the price of a ticket? | How much is a ticket for {s}?
event/cancelled: {S} was put off because {reason}.
 reason: Why was {s} put off?
event/organised: It was organized by {company}.
 company: Who organized {s}?
"""  # noqa: E501
FILLERS = """Not everybody was happy about that.|This is described in more detail below.|Many old photographs have been kept.|Much has changed since then.|
The details are given in the next section.|Please read this page with care.|Little is known about the time before.|Some people tell the story in another way.|
It is still a matter of pride.|The weather is mild most of the year."""  # noqa: E501
LEADS = (
    "As far as anyone knows|In the end|According to the records|After long talks|For many years now|In "
    "general|Against all advice|Unlike the others"
)
TAILS = (
    ", as every child there knows|, to the surprise of many| despite all difficulties|, which pleased the "
    "neighbors|, and not only in winter|, as the records show|, if all goes well"
)
