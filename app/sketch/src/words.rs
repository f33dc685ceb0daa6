//! The keyword table: which words mean what, and where a text says them.

/// Everything a text can ask for that the renderer knows how to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[rustfmt::skip]
pub(crate) enum Word {
    // Weather, hour and style.
    Rain, Snow, Fog, Night, Dawn, Day, Sunset, Candle, Fire, Storm, Mono, Warm, Cold,
    // Wear.
    Wet, Mud, Blood, Torn, Dust, Burnt, Broken, Open, Lit, Dark, Smoke,
    // People.
    Woman, Man, Child, Young, Old, Tall, Short, Stout, Lean, Beard, Moustache, Bald, LongHair,
    Glasses, Sitting, Running, Grey,
    // Clothes.
    Coat, Jacket, Dress, Gown, Uniform, Suit, Shirt, Apron, Cloak, Armour, Scarf, Belt, Tie,
    Hat, TopHat, Cap, Hood, Crown, Helmet,
    // Things, in the hand or by themselves.
    Lantern, Sword, Gun, Letter, Book, Watch, Key, Bottle, Cup, Staff, Bag, Box, Boat, Car,
    Candlestick, Knife, Rope, Chair, Mask, Ring, Flower, Map, Bird, Phone, Umbrella, Wheel,
    // Places.
    Harbour, Sea, Street, Forest, Field, Mountain, Desert, Kitchen, Hall, Office, Church,
    Corridor, Bedroom, Tower, Stairs, Cellar, Library, Lab, Ship, Station, Bar, Roof, Garden,
    Window, Bridge, Ruin, Room,
}

/// Words with their meaning; a trailing `*` matches any ending.
#[rustfmt::skip]
const TABLE: &[(Word, &str)] = &[
    (Word::Rain, "rain* downpour drizzl* shower wet-weather pouring"), (Word::Storm, "storm* gale tempest thunder* lightning"),
    (Word::Snow, "snow* blizzard frost* ice icy winter*"), (Word::Fog, "fog* mist* haze hazy smog steam*"),
    (Word::Night, "night* midnight moon* dark starlit nocturnal"), (Word::Dawn, "dawn sunrise morning daybreak"),
    (Word::Day, "day daylight noon midday sunny afternoon sunlit bright overcast"),
    (Word::Sunset, "sunset dusk evening twilight golden"), (Word::Candle, "candle* candlelit lamplit lamplight firelight hearth"),
    (Word::Fire, "fire burning flame* blaze blazing ablaze inferno alight"),
    (Word::Mono, "monochrome monochromatic black-and-white grayscale greyscale charcoal ink"),
    (Word::Warm, "warm amber tungsten cosy cozy sepia"), (Word::Cold, "cold blue bleak chill* icy steel"),
    (Word::Wet, "wet soaked rain-soaked drenched dripping damp sodden sodden soaking plastered puddle*"),
    (Word::Mud, "mud* dirt dirty filthy grime grimy soiled"), (Word::Blood, "blood* bleeding wound* gash*"),
    (Word::Torn, "torn ripped tattered ragged shredded frayed worn threadbare"), (Word::Dust, "dust* ash ashes ashen cobweb* sand* flour*"),
    (Word::Burnt, "burnt burned charred scorched singed soot*"), (Word::Broken, "broken cracked shattered smashed snapped"),
    (Word::Open, "open opened unsealed unfolded"), (Word::Lit, "lit glow* glowing shining alight kindled"),
    (Word::Dark, "unlit extinguished snuffed"), (Word::Smoke, "smoke* smoking smoulder*"),
    (Word::Woman, "woman women she her hers girl lady mother wife widow queen sister actress daughter aunt madam mrs miss ms female nun maid waitress princess duchess heroine grandmother"),
    (Word::Man, "man men he him his boy lord father husband widower king brother actor son uncle sir mr male monk butler waiter prince duke inspector sergeant captain grandfather fisherman sailor bishop"),
    (Word::Child, "child children kid boy girl toddler infant urchin schoolboy schoolgirl"), (Word::Young, "young youth teen* twenties"),
    (Word::Old, "old older elderly aged ageing ancient weathered seventies sixties eighty seventy sixty grandmother grandfather wrinkled"),
    (Word::Tall, "tall towering lanky giant"), (Word::Short, "short small tiny petite little"),
    (Word::Stout, "stout fat heavy broad burly portly plump round stocky"), (Word::Lean, "lean thin gaunt slim slender bony wiry skinny"),
    (Word::Beard, "beard* bearded whiskers"), (Word::Moustache, "moustache* mustache*"), (Word::Bald, "bald balding shaven"),
    (Word::LongHair, "long-haired ponytail braid* plait* tresses loose"), (Word::Glasses, "glasses spectacles monocle goggles"),
    (Word::Sitting, "sits sitting seated"), (Word::Running, "runs running sprint* fleeing chasing climbs climbing striding"),
    (Word::Grey, "grey gray greying silver white-haired"),
    (Word::Coat, "coat* overcoat greatcoat oilskin* trenchcoat trench raincoat mackintosh duster robe*"),
    (Word::Jacket, "jacket jackets blazer waistcoat bomber cardigan jumper sweater hoodie"), (Word::Dress, "dress dresses skirt skirts frock blouse"),
    (Word::Gown, "gown gowns ballgown ball-gown wedding bridal"), (Word::Uniform, "uniform* constable police* policeman officer soldier* sergeant guard* military navy"),
    (Word::Suit, "suit suits suited tuxedo tailcoat dinner-jacket butler lawyer banker"), (Word::Shirt, "shirt* t-shirt tunic vest sleeves shirtsleeves"),
    (Word::Apron, "apron aprons cook baker maid smith blacksmith"), (Word::Cloak, "cloak* cape shawl poncho"),
    (Word::Armour, "armour* armor* knight mail breastplate"), (Word::Scarf, "scarf neckerchief bandana muffler"),
    (Word::Belt, "belt belted sash"), (Word::Tie, "tie necktie bow-tie cravat"),
    (Word::Hat, "hat hats fedora trilby homburg bowler brim* stetson sou'wester souwester"), (Word::TopHat, "top-hat tophat stovepipe"),
    (Word::Cap, "cap caps beret flat-cap peaked beanie"), (Word::Hood, "hood* cowl"), (Word::Crown, "crown tiara diadem"), (Word::Helmet, "helmet helm"),
    (Word::Lantern, "lantern* lamp lamps torch oil-lamp"), (Word::Sword, "sword* sabre rapier blade cutlass spear"),
    (Word::Gun, "gun pistol revolver rifle musket shotgun"), (Word::Letter, "letter* envelope* note telegram paper* document* postcard photograph"),
    (Word::Book, "book* ledger* diary journal bible notebook tome logbook"), (Word::Watch, "watch* pocketwatch clock stopwatch compass"),
    (Word::Key, "key keys keyring"), (Word::Bottle, "bottle* flask vial decanter potion wine whisky whiskey"),
    (Word::Cup, "cup* mug teacup goblet glass bowl chalice teapot kettle"), (Word::Staff, "pole staff stick cane crook wand broom oar"),
    (Word::Bag, "bag satchel suitcase briefcase sack purse backpack"), (Word::Box, "box* chest crate casket trunk case parcel package"),
    (Word::Boat, "boat* rowing dinghy canoe rowboat skiff"), (Word::Car, "car cars automobile taxi truck van limousine sedan"),
    (Word::Candlestick, "candlestick candelabra"), (Word::Knife, "knife dagger scalpel razor axe hatchet"),
    (Word::Rope, "rope* coil* chain* net noose"), (Word::Chair, "chair* stool throne armchair bench"),
    (Word::Mask, "mask* skull"), (Word::Ring, "ring rings necklace pendant locket medallion brooch coin* bracelet medal"),
    (Word::Flower, "flower* rose roses bouquet lily plant"), (Word::Map, "map* chart* scroll* poster"),
    (Word::Bird, "bird raven crow gull parrot"), (Word::Phone, "phone telephone radio"), (Word::Umbrella, "umbrella parasol"), (Word::Wheel, "wheel wagon cart carriage bicycle"),
    (Word::Harbour, "harbour* harbor* quay* dock* pier wharf port jetty marina"), (Word::Sea, "sea* ocean beach coast* shore* lake river cliff* island"),
    (Word::Street, "street* alley* road lane square town city market village courtyard"), (Word::Forest, "forest* wood woods trees jungle grove"),
    (Word::Field, "field* meadow farm moor* plain prairie hill* graveyard cemetery"), (Word::Mountain, "mountain* peak ridge alps canyon valley"),
    (Word::Desert, "desert dune* wasteland mars"), (Word::Kitchen, "kitchen scullery pantry galley"),
    (Word::Hall, "hall* customs ballroom lobby court* palace museum theatre theater auditorium throne-room"), (Word::Office, "office* study bureau headquarters newsroom classroom"),
    (Word::Church, "church chapel cathedral abbey nave temple crypt monastery"), (Word::Corridor, "corridor* hallway passage* tunnel subway sewer"),
    (Word::Bedroom, "bedroom bed attic dormitory nursery hotel ward hospital"), (Word::Tower, "tower lighthouse castle keep spire belfry"),
    (Word::Stairs, "stairs stair staircase steps stairwell stairway"), (Word::Cellar, "cellar basement vault dungeon cell prison cave mine"),
    (Word::Library, "library bookshop archive"), (Word::Lab, "lab laboratory workshop garage factory forge studio"),
    (Word::Ship, "ship deck vessel steamer cabin submarine"), (Word::Station, "station platform train railway airport"),
    (Word::Bar, "bar pub tavern inn cafe restaurant diner saloon"), (Word::Roof, "roof* rooftop* balcony terrace"),
    (Word::Garden, "garden* park orchard greenhouse"), (Word::Window, "window* pane*"), (Word::Bridge, "bridge* viaduct"),
    (Word::Ruin, "ruin* derelict abandoned"), (Word::Room, "room* lamp-room parlour parlor house interior cottage apartment flat shop store chamber lamp-room"),
];

/// Colour names with their display colour.
#[rustfmt::skip]
const COLOURS: &[(&str, u32)] = &[
    ("red", 0x9c2f28), ("rust", 0x9a4a2c), ("crimson", 0x8e1f2c), ("scarlet", 0xb03024), ("maroon", 0x5c2028),
    ("burgundy", 0x5a1f2a), ("orange", 0xb8662a), ("amber", 0xc08a3a), ("yellow", 0xbf9a3c), ("mustard", 0xa8863a),
    ("oilskin", 0x8a7a3e), ("gold", 0xb08a3e), ("golden", 0xb08a3e), ("brass", 0xa98545), ("copper", 0xa0623c),
    ("green", 0x48684a), ("olive", 0x5c5e38), ("emerald", 0x2f6a52), ("teal", 0x2e6066), ("turquoise", 0x3c8088),
    ("blue", 0x36527e), ("navy", 0x243450), ("indigo", 0x34365e), ("purple", 0x583a66), ("violet", 0x604878),
    ("pink", 0xb0707c), ("white", 0xc4c0b8), ("ivory", 0xc8bfa6), ("cream", 0xc4b898), ("silver", 0x9aa0a6),
    ("grey", 0x6a6c70), ("gray", 0x6a6c70), ("charcoal", 0x38393e), ("black", 0x24252b), ("dark", 0x2e3038),
    ("brown", 0x5e4434), ("tan", 0x8e7452), ("leather", 0x6a4630), ("khaki", 0x7a7050), ("blonde", 0xa88a58),
];

/// How much of a long text is read for keywords.
const READ: usize = 1500;

/// The keywords of one text, by where they first occur.
pub(crate) struct Hits {
    first: [u16; 160],
    tokens: Vec<String>,
}

impl Hits {
    pub(crate) fn read(text: &str) -> Self {
        let tokens: Vec<String> = tokens(text);
        let mut first = [u16::MAX; 160];
        for (i, token) in tokens.iter().enumerate() {
            let denied =
                i > 0 && matches!(tokens[i - 1].as_str(), "no" | "not" | "without" | "never");
            if denied {
                continue;
            }
            for (word, _) in TABLE.iter().filter(|(_, list)| listed(list, token)) {
                let slot = &mut first[*word as usize];
                *slot = (*slot).min(i as u16);
            }
        }
        Hits { first, tokens }
    }

    /// Whether the text says `word`.
    pub(crate) fn has(&self, word: Word) -> bool {
        self.first[word as usize] != u16::MAX
    }

    /// The word of `group` that the text says first.
    pub(crate) fn first_of(&self, group: &[Word]) -> Option<Word> {
        let said = group.iter().filter(|w| self.has(**w));
        said.min_by_key(|w| self.first[**w as usize]).copied()
    }

    /// The colour named at, or up to three words before, the first mention of `word`.
    pub(crate) fn colour_of(&self, word: Word) -> Option<u32> {
        let at = self.first[word as usize];
        if at == u16::MAX {
            return None;
        }
        let at = at as usize;
        (at.saturating_sub(3)..=at)
            .rev()
            .find_map(|i| colour(&self.tokens[i]))
    }

    /// The first two words of `group`, in the text's order.
    pub(crate) fn first_two(&self, group: &[Word]) -> [Option<Word>; 2] {
        let a = self.first_of(group);
        let rest: Vec<Word> = group.iter().copied().filter(|w| Some(*w) != a).collect();
        [a, self.first_of(&rest)]
    }

    /// The first word, or nothing.
    pub(crate) fn first_token(&self) -> String {
        self.tokens.first().cloned().unwrap_or_default()
    }

    /// The first colour named anywhere.
    pub(crate) fn any_colour(&self) -> Option<u32> {
        self.tokens.iter().find_map(|t| colour(t))
    }
}

fn colour(token: &str) -> Option<u32> {
    COLOURS
        .iter()
        .find(|(name, _)| *name == token)
        .map(|(_, c)| *c)
}

/// Lower-case tokens; a hyphenated word counts as its parts and as a whole.
fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let broken = |c: char| !c.is_alphanumeric() && c != '-';
    for chunk in text.split(broken).filter(|c| !c.is_empty()).take(READ) {
        let chunk: String = chunk
            .chars()
            .take(40)
            .flat_map(char::to_lowercase)
            .collect();
        if chunk.contains('-') {
            out.extend(
                chunk
                    .split('-')
                    .filter(|p| !p.is_empty())
                    .map(str::to_owned),
            );
        }
        out.push(chunk);
    }
    out
}

fn listed(list: &str, token: &str) -> bool {
    list.split(' ').any(|entry| match entry.strip_suffix('*') {
        Some(stem) => token.starts_with(stem),
        None => token == entry,
    })
}
