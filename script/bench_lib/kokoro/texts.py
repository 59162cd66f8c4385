"""What is spoken: four sentences that are timed, and sixty that are judged."""

from collections.abc import Sequence

from ..texts import LONG_TEXT, SHORT_TEXT, Text

_FIFTEEN = "The train to the coast leaves in a few minutes, so hurry to the platform."
_THIRTY_ONE = (
    "After the storm had passed, the fishermen pulled their boats back down to the water, checked "
    "each rope and net, and waited for the wind to turn before they sailed again."
)


def _timed(text: str) -> Text:
    name = f"{len(text.split())} words"
    return Text(name, name, text)


TIMED = tuple(_timed(text) for text in (SHORT_TEXT, _FIFTEEN, _THIRTY_ONE, LONG_TEXT))

# One sentence each, without figures, names or words that are spelled in several ways, so that a
# recogniser's spelling counts for nothing. Fifteen of each length: 6 to 8 words, 11 to 15, 21 to
# 26, 33 to 39.
_SHORT = """\
The kitchen window is still open.
Please turn the music down a little.
Where did you put the garden keys?
The washing machine has just finished.
It will rain again this afternoon.
Somebody is waiting at the front door.
I could not find your old umbrella.
Would you like some more soup?
The battery of the doorbell is almost empty.
Dinner will be ready when you come home.
Remember to water the plants on the balcony.
The lights in the hallway are off now.
What a wonderful evening this has been!
She painted the wooden fence dark green.
Nobody told me that the shop was closed.
"""
_MEDIUM = """\
The heating in the bedroom was turned off while you were on holiday.
My sister writes long letters to a friend who lives on a small island.
Could you please close the curtains before the sun gets too hot?
The last bus to the village had already left when we reached the station.
A cup of strong coffee helps me to think clearly early in the morning.
The doctor said that he should rest and drink plenty of warm tea.
There is a strange noise in the cellar whenever the pump begins to run.
The children built a castle out of sand and watched the waves take it away.
If the alarm rings again, press the red button beside the stairs.
The museum shows old maps, silver coins, and a ship made of glass.
He bought fresh bread, a bag of apples, and cheese from the market.
The river was so low that we could walk across without getting wet.
You have a new message from your teacher about the school concert.
The cat slept on the warm roof of the car all afternoon.
We should leave before the traffic on the bridge gets worse.
"""
_LONG = """\
The farmer looked at the dark clouds above the mountains and decided to bring the sheep back to \
the valley before the evening.
When the lights went out, everyone stayed calm, found a candle, and listened to the old man who \
was telling the story of the lost ship.
Although the recipe seemed simple at first, it took us the whole morning to prepare the sauce and \
bake the bread.
The library has a quiet room on the upper floor where students can read, write, and drink water \
but are not allowed to talk.
Before you leave the house, please check that all windows are shut, the stove is cold, and the \
dog has enough to drink.
Our neighbor plays the piano every night, and if the windows are open we can hear the music in \
the whole street.
The engineer explained slowly and with great patience why the bridge had moved during the storm \
and how it could be repaired.
A thin layer of snow covered the fields, and the tracks of a fox led from the forest to the gate \
of the farm.
They walked along the beach for hours without a word, and only the gulls and the waves broke the \
silence around them.
The new timetable means that the early train stops at every village, so the journey to the city \
now takes much longer.
Because the printer was out of paper again, she wrote the invitation by hand and took it to the \
post office herself.
On the top shelf of the cupboard, behind the plates, there is a small box with the photographs \
of our grandparents.
The pilot apologized for the delay and promised that the plane would leave as soon as the fog \
over the runway had cleared.
Most birds in this garden are shy, but the robin sits on the handle of the spade while I am \
digging.
If you mix blue and yellow paint, you get green, but the exact shade depends on how much of each \
you use.
"""
_LONGEST = """\
In the center of the old town there is a narrow street with a bakery, a bookshop, and a tiny \
theater, and on warm summer nights the people bring their chairs outside and talk until it gets \
late.
The company announced that the new office will be smaller than the old building, that everyone \
may work from home when they like, and that the money which is saved will be spent on training.
As soon as the orchestra began to play, the audience became silent, and even the children in the \
first row put away their sweets and listened with open mouths to the sound of the violins.
The path climbs through the forest, crosses a stream on a fallen tree, and ends at a wooden hut \
where hikers can sleep, cook a simple meal, and enjoy the view over the lake.
When my grandfather was young, he worked on a ship that carried oranges and wine across the sea, \
and he never stopped telling us about the storms, the harbors, and the friends he had made.
The scientists measured the temperature of the water at several places along the coast, compared \
the results with those of earlier years, and found that the bay has become warmer every single \
summer.
Please put the blankets in the big basket, carry the chairs back to the shed, and lock the gate \
behind you, because last night somebody left it open and the goats ate all of our lettuce.
Whoever wants to bake good bread needs flour, water, salt, and above all a great deal of time, \
since the dough has to rest in a cool place until it has slowly grown.
The mayor thanked the volunteers who had cleaned the river, planted young trees along its banks, \
and repaired the playground, and she invited all of them to a dinner in the garden of the town \
hall.
The lamp in the living room changes its color with the time of day, so the light is cool and \
bright in the morning, soft in the afternoon, and as warm as a candle before you go to bed.
It was already dark when the travelers saw the lights of the inn, and they were so tired, cold, \
and hungry that they did not ask about the price of the rooms or the food.
She had planned to study medicine, but after a summer on her uncle's farm she changed her mind, \
learned how to make cheese, and opened a small shop beside the church that soon became famous.
The wind had pushed the door open during the night, and in the morning there were dry leaves on \
the carpet, a puddle under the table, and a very surprised frog in the middle of the kitchen.
Nobody knows who built the stone circle on the hill, what it was used for, or how the heavy rocks \
were moved so far, but every theory that I have heard makes a wonderful story.
If the road over the mountains is closed because of snow, you can take the ferry across the lake \
instead, which takes longer but lets you sit by the window with a hot drink and watch the shore.
"""
_GROUPS = tuple(group.splitlines() for group in (_SHORT, _MEDIUM, _LONG, _LONGEST))
JUDGED: Sequence[str] = tuple(text for texts in zip(*_GROUPS, strict=True) for text in texts)


def judged(count: int) -> Sequence[str]:
    """Return `count` of the sentences that are judged, all lengths in the same shares as in all.

    Raises `ValueError` for fewer than 1 or more than there are.
    """
    if not 1 <= count <= len(JUDGED):
        raise ValueError(f"there are 1 to {len(JUDGED)} sentences, not {count}")
    return JUDGED[:count]
