/** Noun forms OpenTaal lists as words of their own: lemma, then its plurals. Written by hand. */
const TABLE = `
stad steden stadje steedje
lid leden
schip schepen scheepje
kind kinderen kinder kindertjes kinders
ei eieren eier eitje
blad bladeren blader bladen blaadje blaadjes
rund runderen runder
kalf kalveren kalver
lam lammeren lammer
lied liederen lieder
goed goederen goeder
been benen beenderen
gelid gelederen
mes messen
raad raden
paneel panelen
mat matten
gemoed gemoederen
hoen hoenderen hoenders
kleed klederen kleder
rad raderen
volk volkeren volker
smid smeden
ooglid oogleden
gebrek gebreken
crisis crises
basis bases
analyse analyses
thesis theses
stadium stadia
medium media
criterium criteria
gymnasium gymnasia
museum musea museums
decennium decennia
laboratorium laboratoria
centrum centra
forum fora
datum data
politicus politici
musicus musici
medicus medici
academicus academici
historicus historici
chemicus chemici
technicus technici
criticus critici
catalogus catalogi
cursus cursussen
examen examina
koopman kooplieden kooplui
zeeman zeelieden zeelui
werkman werklieden werklui
timmerman timmerlieden timmerlui
brandweerman brandweerlieden brandweerlui
vakman vakmensen vaklui vaklieden
staatsman staatslieden
raadsman raadslieden
zakenman zakenlieden zakenlui
voorman voorlieden
edelman edellieden
heelmeester heelmeesters
leraar leraren leraars
koe koeien
vlo vlooien
vrouw vrouwen vrouwtje
jongen jongens jongetje jongetjes
meisje meisjes
mogelijkheid mogelijkheden
god goden
gat gaten
slot sloten
glas glazen glaasje
weg wegen weggetje
dag dagen
dal dalen
graf graven
hof hoven
lot loten
oorlog oorlogen
pad paden
slag slagen
spel spelen
staf staven
vat vaten
verdrag verdragen
bad baden
gebed gebeden
gebod geboden
verbod verboden
hertog hertogen
bevel bevelen
motor motoren motors
professor professoren professors
zoon zonen zoons zoontje
vader vaders
moeder moeders
broer broers
mens mensen
les lessen
prijs prijzen
reis reizen
huis huizen
brief brieven
tijd tijden
lieden lieden
ander andere anderen
hersenen hersens
`

export function irregularNouns(): Map<string, string> {
  const forms = new Map<string, string>()
  for (const line of TABLE.trim().split('\n')) {
    const [lemma = '', ...others] = line.split(' ')
    for (const form of [lemma, ...others]) if (!forms.has(form)) forms.set(form, lemma)
  }
  return forms
}
