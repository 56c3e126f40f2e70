/**
 * The strong and irregular verbs of Dutch, written by hand: OpenTaal lists `liep` and `gelopen`, but not that they belong to `lopen`.
 * One line a verb: stem (first person singular), then its other forms that no rule derives. Prefixed verbs follow their base.
 */
const TABLE = `
bak bakte gebakken
ban gebannen
barst gebarsten
bederf bedierf bedierven bedorven
bedrieg bedroog bedrogen
begin begon begonnen
berg borg borgen geborgen
beveel beval bevalen bevolen
bezwijk bezweek bezweken
bid bad baden gebeden
bied bood boden geboden
bijt beet beten gebeten
bind bond bonden gebonden
blaas blies bliezen geblazen
blijk bleek bleken gebleken
blijf bleef bleven gebleven
blink blonk blonken geblonken
braad gebraden
breek brak braken gebroken
breng bracht brachten gebracht
brouw gebrouwen
buig boog bogen gebogen
delf dolf dolven gedolven
denk dacht dachten gedacht
ding dong dongen gedongen
doe doen doet deed deden gedaan
draag droeg droegen gedragen
drijf dreef dreven gedreven
dring drong drongen gedrongen
drink dronk dronken gedronken
druip droop dropen gedropen
duik dook doken gedoken
dwing dwong dwongen gedwongen
eet at aten gegeten
fluit floot floten gefloten
ga gaan gaat ging gingen gegaan
geld gold golden gegolden
genees genas genazen genezen
geniet genoot genoten
geef gaf gaven gegeven
giet goot goten gegoten
glijd gleed gleden gegleden
glim glom glommen geglommen
graaf groef groeven gegraven
grijp greep grepen gegrepen
hang hing hingen gehangen
heb hebben hebt heeft had hadden gehad
hef hief hieven geheven
help hielp hielpen geholpen
heet geheten
hijs hees hesen gehesen
houd hou hield hielden gehouden
houw hieuw hieuwen gehouwen
jaag joeg joegen gejaagd
kies koos kozen gekozen
kijk keek keken gekeken
klim klom klommen geklommen
klink klonk klonken geklonken
knijp kneep knepen geknepen
kom kwam kwamen gekomen komen komt
koop kocht kochten gekocht
krijg kreeg kregen gekregen
krimp kromp krompen gekrompen
kruip kroop kropen gekropen
kan kunnen kunt kon konden gekund
kwijt kweet kweten gekweten
laad geladen
laat laten liet lieten gelaten
lach gelachen
lees las lazen gelezen
lieg loog logen gelogen
lig lag lagen gelegen
lijd leed leden geleden
lijk leek leken geleken
loop liep liepen gelopen
malen gemalen
meet mat maten gemeten
mijd meed meden gemeden
moet moeten moest moesten gemoeten
mag mogen mocht mochten gemogen
neem nam namen genomen
ontgin ontgon ontgonnen
prijs prees prezen geprezen
raad ried rieden geraden
rijd rij reed reden gereden
rijg reeg regen geregen
rijs rees rezen gerezen
roep riep riepen geroepen
ruik rook roken geroken
scheid gescheiden
scheld schold scholden gescholden
schenk schonk schonken geschonken
schep schiep schiepen geschapen
scheer schoor schoren geschoren
schiet schoot schoten geschoten
schijn scheen schenen geschenen
schrijf schreef schreven geschreven
schrik schrok schrokken geschrokken
schuif schoof schoven geschoven
schuil school scholen gescholen
sla slaan slaat sloeg sloegen geslagen
slaap sliep sliepen geslapen
slijt sleet sleten gesleten
slink slonk slonken geslonken
sluip sloop slopen geslopen
sluit sloot sloten gesloten
smelt smolt smolten gesmolten
smijt smeet smeten gesmeten
snijd sneed sneden gesneden
snuit snoot snoten gesnoten
snuif snoof snoven gesnoven
span gespannen
spijt speet
spin spon sponnen gesponnen
splijt spleet spleten gespleten
spreek sprak spraken gesproken
spring sprong sprongen gesprongen
spruit sproot sproten gesproten
spuit spoot spoten gespoten
sta staan staat stond stonden gestaan
steek stak staken gestoken
steel stal stalen gestolen
sterf stierf stierven gestorven
stijg steeg stegen gestegen
stink stonk stonken gestonken
stoot stiet gestoten
strijd streed streden gestreden
strijk streek streken gestreken
stuif stoof stoven gestoven
treed trad traden getreden
tref trof troffen getroffen
trek trok trokken getrokken
val viel vielen gevallen
vang ving vingen gevangen
vaar voer voeren gevaren
vecht vocht vochten gevochten
verdwijn verdween verdwenen
vergeet vergat vergaten vergeten
verlies verloor verloren
vertrek vertrok vertrokken
verzin verzon verzonnen
verschuil verschool verscholen
vind vond vonden gevonden
vlecht vlocht vlochten gevlochten
vlied vlood vloden gevloden
vlieg vloog vlogen gevlogen
vouw gevouwen
vraag vroeg vroegen gevraagd
vreet vrat vraten gevreten
vries vroor vroren gevroren
was wies wiesen gewassen
weef geweven
weeg woog wogen gewogen
werf wierf wierven geworven
werp wierp wierpen geworpen
weet weten wist wisten geweten
wijk week weken geweken
wijs wees wezen gewezen
wil willen wilt wilde wilden wou wouden gewild
wind wond wonden gewonden
win won wonnen gewonnen
word werd werden geworden
wreek gewroken
wrijf wreef wreven gewreven
wring wrong wrongen gewrongen
zal zullen zult zou zouden
zeg zei zeide zeiden zegt
zend zond zonden gezonden
zie zien ziet zag zagen gezien
zijn ben bent is waren geweest
zing zong zongen gezongen
zink zonk zonken gezonken
zit zat zaten gezeten
zoek zocht zochten gezocht
zout gezouten
zuig zoog zogen gezogen
zuip zoop zopen gezopen
zwelg zwolg zwolgen gezwolgen
zwel zwol zwollen gezwollen
zwem zwom zwommen gezwommen
zweer zwoer zwoeren gezworen
zwerf zwierf zwierven gezworven
zwijg zweeg zwegen gezwegen
`

/** Irregular form → verb stem, participles without their `ge` too where a separable prefix comes before it. */
export function strongForms(): Map<string, string> {
  const forms = new Map<string, string>()
  for (const line of TABLE.trim().split('\n')) {
    const [stem = '', ...others] = line.split(' ')
    for (const form of others) if (!forms.has(form)) forms.set(form, stem)
  }
  return forms
}

/** One line a verb, as the lexicon stores them. */
export function irregularVerbTable(): string[] {
  return TABLE.trim().split('\n')
}
