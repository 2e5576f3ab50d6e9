"""Lists the values of the film tables' columns, the more frequent ones first."""

from __future__ import annotations

KINDS = ("movie|tv series|tv movie|video movie|tv mini series|video game|episode").split("|")
ROLES = (
    "actor|actress|producer|writer|cinematographer|composer|costume designer|director|"
    "editor|miscellaneous crew|production designer|guest"
).split("|")
COMPANY_KINDS = (
    "distributors|production companies|special effects companies|miscellaneous companies"
).split("|")
CAST_KINDS = "cast|crew|complete|complete+verified".split("|")
LINKS = (
    "follows|followed by|remake of|remade as|references|referenced in|spoofs|spoofed in|"
    "features|featured in|spin off from|spin off|version of|similar to|edited into|"
    "edited from|alternate language version of|unknown link"
).split("|")
INFOS = (
    "runtimes|color info|genres|languages|certificates|sound mix|countries|release dates|"
    "rating|votes|top 250 rank|bottom 10 rank|budget|mini biography|birth notes|trivia|"
    "height|quotes"
).split("|")
GENRES = (
    "Drama|Comedy|Documentary|Short|Romance|Action|Thriller|Family|Crime|Horror|Adventure|"
    "Animation|Sci-Fi|Fantasy|War|Western"
).split("|")
COUNTRIES = (
    "USA|UK|France|Germany|Japan|Italy|India|Canada|Spain|Sweden|Denmark|Norway|Bulgaria|Mexico"
).split("|")
CODES = (
    "[us]|[gb]|[fr]|[de]|[jp]|[it]|[in]|[ca]|[es]|[se]|[dk]|[no]|[bg]|[pl]|[ru]|[nl]|[sm]"
).split("|")
LANGUAGES = "English|French|German|Japanese|Italian|Hindi|Spanish|Swedish".split("|")
KEYWORDS = (
    "murder|based-on-novel|sequel|character-name-in-title|love|violence|blood|superhero|"
    "revenge|second-part|marvel-comics|based-on-comic|hero|martial-arts|"
    "hand-to-hand-combat|fight|marvel-cinematic-universe|computer-animation|nerd|gore|"
    "10,000-mile-club|magnet|web|claw|laser"
).split("|")
COMPANIES = (
    "Warner Bros. Pictures|Universal Pictures|20th Century Fox|Metro-Goldwyn-Mayer|"
    "Lionsgate|Polygram Filmed Entertainment|Twentieth Century Film Corporation|YouTube|"
    "DreamWorks Animation|Film Four|Walt Disney Pictures"
).split("|")
COMPANY_NOTES = (
    "|(2006) (USA) (theatrical)|(USA) (TV)|(worldwide) (TV)|(co-production)|(presents)|"
    "(as Metro-Goldwyn-Mayer Pictures)|(2013) (worldwide) (DVD)|(Japan) (theatrical)|"
    "(1994) (VHS)"
).split("|")
CAST_NOTES = (
    "|(uncredited)|(voice)|(producer)|(executive producer)|(writer)|"
    "(voice: English version)|(head writer)|(written by)|(story)|(voice) (uncredited)|"
    "(voice: Japanese version)"
).split("|")
FIRST_NAMES = (
    "Tim|Bert|Robert|Angela|Anne|Yuko|Bob|Alice|Xavier|Zoe|Keira|Arnold|Sheila|Kevin|Maria|"
    "Otto|Ursula|Ben|Ivan|Dora"
).split("|")
SYLLABLES = (
    "an|ber|co|dow|ney|el|far|gus|hol|in|jor|kan|lo|mar|nor|os|pa|quin|ro|sa|ter|ul|vin|wo|xa|yo|za"
).split("|")
