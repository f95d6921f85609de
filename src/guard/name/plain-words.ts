/** Capitalised words that stand where a surname or a greeted person would, and are none. */

export const plainWords = new Set(
  `
a about access account accounts action active actions add admin after agent algorithm all also always am an and announcement answer any anyone app apps
application april are area array as asset assets at august author authors away back backend bank bar base based basic batch be because been
before below best beta between big blog board book books bot both box branch bug bugs build builder builds business but button by cache call
can car cell center central chain change changes channel chart check child city class clean client clients clock cloud club code codes cold collection
college color command comment comments commit common community company complete component config configuration connect console container content
context control copy core corporation could count country course create created cup current custom customer customers data database date
day days debug december default demo deploy design desk detail details dev developer developers development did digital direct directory display
distance distribution do docs document documentation does domain done double down draft driver east edge edit editor effect element email empty end
engine enter entry environment error errors event events everybody everyone example exception expression factory failed false
feature features february feed field fields file files filter find first fix folder folks foo for force form format foundation framework free
friday friend friends from function functions game gate gateway general generator get git global go grid group groups guide guys had handler
has have he head header headers hello help helper her here hey hi high him his home hook host hotel hour house how hub i icon id if image images import
in inc index info information input install instance institute integration interface internal international internet into introduction is issue issues it
item items its january java july june just kernel key keys kind kit know lab labs lake language last later launch law layer layout leader left legacy
less let level library license light like line lines link list little llc load local location log logger login logo look loop ltd mac machine main
make man manager map march mark market master match max may me media meeting member members memory menu merge message messages method metrics
mix mobile mode model models module modules monday monitor month more most move ms much museum music must my name names national need network never new news next
nice night no node none north not note notes nothing november now null number object october of off office ok old on once one only open operator
option options or order org organization other our out output over override overview own pack package packages page pages panel parameter parameters
parent park parse parser part party path pattern pay people performance person phase phone pipe pipeline place plan platform play please plugin point
policy pool port post power preview price print private process processor product products profile program project projects property protocol provider
proxy public publish pull push query question queue quick quit random rate raw read readme ready real recent record red reference region register
regular related release releases remote remove report reports repository request requests require required reserved reset resource resources response
rest result results return returns review right river road role room root route router row rule rules run runner runtime sale sample saturday save say says
scale scene schema school science scope screen script sdk search second section see select self send september sequence server servers service services
session set settings setup she should show side sign simple since single site size small so socket software some song sorry source south space
special spring square stack stage standard start state station status step steps still stop storage store story stream street string strong structure studio
style subject such summary summit sunday sunrise sunset super support sure switch symbol sync syntax system systems tab table tag tags take target task tasks team
teams technologies template term terminal test testing tests text than thank thanks that the their them theme then theorem there these they thing things
this those thread through thursday time timer times title to today todo token tokens tomorrow too tool tools top topic total track trade traffic transfer translation
tree true try tuesday tutorial two type types ui under union unit united university unknown up update updates upgrade url us usage use used user
users using utils valley value values variable vector version very via video view views virtual visit visual void wait want warning was watch way we weather web
website wednesday week welcome well were west what when where which white who whole why wiki will window windows with without word words work worker
workers workflow workspace world would write year yes yet you your zone island mountain beach county airport stadium tower bridge street avenue
conjecture inequality transform distribution process matrix equation constant effect paradox coefficient test filter sort search tree hash code coding
numeral numerals sonnet haiku opus gmbh plc ag corp co sons bros brothers association society press times post daily journal awards prize trophy league
customer sir madam madame sirs reader readers subscriber valued recruiter hiring colleague colleagues friend buddy mate dude again kids
studio code desktop mobile chrome edge safari firefox linux debian ubuntu fedora centos docker kubernetes python ruby perl swift kotlin scala rust
typescript javascript react angular vue svelte next nuxt express rails django flask laravel symfony gradle maven jenkins travis circle github gitlab
bitbucket jira slack discord teams zoom google microsoft apple amazon facebook meta twitter openai anthropic claude gemini llama mistral
`
    .trim()
    .split(/\s+/),
);

/** Second words by first ones: two surnames or a full name by which things are known: codes, houses, publishers, brands. */
export const knownPairs = new Map<string, string[]>();
for (const pair of `
reed solomon, morgan kaufmann, cook torrance, addison wesley, myers briggs, morgan stanley, wells fargo, harley davidson, ernst young,
price waterhouse, marks spencer, charles schwab, ralph lauren, calvin klein, tommy hilfiger, kelley blue, jack daniels, johnson johnson,
martin marietta, baker hughes, booz allen, allen bradley, clayton homes, brooks brothers, carson city, jackson heights,
nelson mandela, martin luther, james bond, harry potter, sherlock holmes, monte carlo, don quixote, santa clara, san jose, santa cruz
`.split(",")) {
  const [first = "", second = ""] = pair.trim().split(" ");
  knownPairs.set(first, [...(knownPairs.get(first) ?? []), second]);
}
