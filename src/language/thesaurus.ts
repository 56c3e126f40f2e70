/**
 * Words that mean nearly the same in the collection's field: social policy, living, work, school, care. Written by the project for this
 * library; to add a group, add a line. Dutch before the bar, English after it; a group's members find each other, below a word's own hits
 * and labelled with the word that was found.
 */
export const THESAURUS = `
huisarts, dokter, arts, geneesheer, medicus | doctor, gp, physician, general practitioner
ziekenhuis, kliniek, hospitaal | hospital, clinic
verpleegkundige, verpleegster, verpleger, zuster | nurse
geneesmiddel, medicijn, medicatie, pil | medicine, medicines, medication, drug
patiënt, zieke, cliënt | patient
gezondheid, welzijn | health, wellbeing
gezondheidszorg, zorg | healthcare, care
geestelijke gezondheidszorg, ggz, psychiatrie | mental health care, mental health, psychiatry
psychische klachten, depressie, burn-out, stress | depression, burnout, mental illness
gemeentelijke gezondheidsdienst, ggd | public health service
spoedeisende hulp, seh, eerste hulp, ehbo | emergency room, first aid, emergency
diabetes, suikerziekte | diabetes
kanker, tumor | cancer
griep, influenza, verkoudheid | flu, influenza
corona, covid, covid-19, coronavirus, pandemie | covid, coronavirus, pandemic
vaccinatie, inenting, prik, vaccin | vaccination, vaccine
preventie, voorkomen, voorzorg | prevention
levensverwachting | life expectancy
overgewicht, obesitas, zwaarlijvigheid | obesity, overweight
verslaving, verslaafd | addiction
mantelzorg, mantelzorger, informele zorg | informal care, caregiver, informal carer
wet maatschappelijke ondersteuning, wmo | social support act
ouderen, bejaarden, senioren, oudere, bejaarde, vergrijzing | elderly, seniors, older people, ageing, aging
jongeren, jeugd, pubers, tieners, jeugdigen | youth, young people, teenagers, adolescents
kind, kinderen, kleuter, peuter | child, children, kids
baby, zuigeling | baby, infant
ouders, vader, moeder | parents, father, mother
gezin, familie, huishouden | family, household
jeugdzorg, jeugdhulp | youth care, child welfare
kinderopvang, crèche, kinderdagverblijf | childcare, day care, nursery
armoede, armen, minima, minimum, geldgebrek | poverty, poor
geldzorgen, geldproblemen, schulden, schuld, schuldenproblematiek, betalingsachterstand, financiële problemen | debt, debts, money problems, financial problems
schuldhulp, schuldhulpverlening, schuldsanering, budgetbeheer, kredietbank | debt relief, debt counselling
deurwaarder, incasso, incassobureau | bailiff, debt collector
uitkering, bijstand, sociale zekerheid, participatiewet | benefits, welfare, social security, social assistance
inkomen, loon, salaris, verdienste | income, wage, wages, salary, pay
bestaanszekerheid, bestaansonzekerheid | livelihood security, social security, financial security
toeslag, subsidie, tegemoetkoming, toelage, bijdrage | allowance, subsidy, grant
belasting, heffing, accijns | tax, taxes, taxation, levy
bezuiniging, bezuinigen, korten, besparing | cutbacks, cuts, austerity, savings
geld, budget, begroting, financiën | money, budget, finance
kosten, prijs, uitgaven | costs, expenses, price
voedselbank, voedselhulp | food bank
energierekening, stookkosten, energiekosten, gas en stroom, verwarming | energy bill, heating costs, heating
energiearmoede, energie | energy poverty, energy
werk, baan, arbeid, beroep, vak | work, job, labour, labor, employment, profession
werkloosheid, werkloos, werkzoekend, werkloze | unemployment, unemployed, jobless
werkgever, bedrijf, onderneming, zaak | employer, company, business, enterprise
werknemer, medewerker, personeel, arbeider | employee, worker, staff, personnel
collectieve arbeidsovereenkomst, cao | collective agreement
zzp, zelfstandigen zonder personeel, ondernemer, zelfstandige, freelancer, mkb | self-employed, entrepreneur, freelancer
arbeidsmarkt | labour market, labor market, job market
vakbond, bond | trade union, union
pensioen, aow | pension, retirement
vrijwilliger, vrijwilligerswerk, vrijwilligers | volunteer, volunteers, volunteering
huis, woning, huisvesting, onderdak | house, home, housing, dwelling
wonen, huisvesting, volkshuisvesting | housing, living
appartement, flat, etage | apartment, flat
woningcorporatie, woningbouwvereniging, woningstichting, verhuurder, corporatie | housing association, housing corporation, landlord
huurder, huurders, bewoner | tenant, tenants, resident, residents
huur, huurprijs | rent
huisjesmelker, huisbaas | slumlord, landlord
koper, huiseigenaar, eigenaar | homeowner, home owner, owner
vereniging van eigenaars, vve | owners association
verhuizen, doorstroom, doorstroming, verhuizing, verloop | moving, relocation, turnover
dakloos, daklozen, dak- en thuislozen, thuisloos, zwervers, zwerver, thuislozen | homeless, homelessness
nieuwbouw, woningbouw, bouwen | construction, new build, building
renovatie, verbouwing, opknappen, vernieuwen | renovation, refurbishment
isolatie, isoleren, verduurzaming | insulation
zonnepaneel, zonnepanelen, zonne-energie | solar panel, solar panels, solar energy
warmtepomp | heat pump
stroomnet, energienet, elektriciteitsnet, netcongestie | power grid, electricity grid
wijk, buurt, stadsdeel | neighbourhood, neighborhood, district
buren, buurman, buurvrouw, buurtbewoner, omwonenden | neighbours, neighbors
stad, gemeente | city, town, municipality
dorp, platteland | village, countryside
leefbaarheid | liveability, livability, quality of life
veiligheid, criminaliteit, misdaad | safety, security, crime
overlast, geluidsoverlast, lawaai, herrie, geluid, gebrom | noise, nuisance
segregatie, scheiding, afzondering | segregation
ongelijkheid, kansenongelijkheid, verschillen | inequality, disparity
kansengelijkheid, gelijke kansen, kansen | equal opportunities, equal opportunity, opportunities
discriminatie, racisme, uitsluiting | discrimination, racism, exclusion
inclusie, meedoen, participatie | inclusion, participation
sociale cohesie, saamhorigheid, samenhang, verbondenheid | social cohesion, solidarity, community
solidair, solidariteit | solidarity, solidary
eenzaamheid, eenzaam, alleen zijn, sociaal isolement | loneliness, lonely, social isolation
samenleving, maatschappij | society, community
burger, inwoner, bewoner, burgers, inwoners | citizen, citizens, inhabitant, inhabitants, resident
migrant, vluchteling, asielzoeker, nieuwkomer, statushouder, immigrant | migrant, refugee, asylum seeker, immigrant, newcomer
leraar, leraren, docent, leerkracht, onderwijzer, juf, meester, juffrouw | teacher, teachers
leerling, scholier, student | pupil, student
onderwijs, school, scholing | education, school, schooling
basisschool, basisonderwijs, lagere school | primary school, elementary school
middelbare school, voortgezet onderwijs | secondary school, high school
middelbaar beroepsonderwijs, mbo, vakschool, beroepsopleiding | vocational education, vocational training
hoger beroepsonderwijs, hbo, hogeschool | university of applied sciences
universiteit, academie | university, academy
opleiding, cursus, training | training, course
laaggeletterdheid, laaggeletterd, analfabetisme, analfabeet, geletterdheid | literacy, illiteracy, low literacy, illiterate
taal, taalvaardigheid | language
bibliotheek, bieb, boekerij | library, libraries
zwembad, zwemmen, zwemles | swimming pool, swimming, swimming lessons
sport, bewegen | sports, sport, exercise
kunst, cultuur | art, arts, culture
museum, tentoonstelling, expositie | museum, exhibition
muziek | music
theater, toneel, schouwburg | theatre, theater
fiets, rijwiel, fietsen, fietsenstalling | bicycle, bike, cycling
auto, wagen | car, automobile
openbaar vervoer, ov, bus, trein, tram | public transport, bus, train
verkeer, mobiliteit | traffic, mobility
klimaat, klimaatverandering, opwarming | climate, climate change, global warming
milieu, natuur | environment, nature
afval, vuilnis, huisvuil | waste, garbage, trash
onderzoek, studie, rapport | research, study, report
onderzoeker, wetenschapper, geleerde | researcher, scientist
wetenschap | science
cijfers, gegevens, data, statistiek | figures, data, statistics
beleid, aanpak, maatregel, maatregelen | policy, policies, measures, approach
wet, wetgeving, regels, regelgeving | law, legislation, rules, regulation
wethouder, bestuurder, gedeputeerde | alderman, councillor, executive
burgemeester | mayor
minister, bewindspersoon, staatssecretaris | minister, secretary of state
kabinet, regering, overheid, rijk | government, cabinet, state
gemeenteraad, raad, raadsleden | city council, municipal council, council
raadslid, gemeenteraadslid, volksvertegenwoordiger | councillor, council member
tweede kamer, parlement, kamer | parliament, house of representatives
verkiezingen, stemmen, stemming | elections, election, vote, voting
politiek, politicus, politici | politics, politician, politicians
democratie, inspraak, zeggenschap | democracy, participation
samenwerking, samenwerken, verbond, alliantie | cooperation, collaboration, alliance
bijeenkomst, vergadering, congres, symposium, conferentie | meeting, conference, symposium
lezing, toespraak, voordracht, presentatie | lecture, speech, talk, presentation
voorzitter | chair, chairman, chairperson, president
kunstmatige intelligentie, ai, artificiële intelligentie | artificial intelligence, ai, machine learning
computer, digitaal, digitalisering | computer, digital, digitalisation, digitization
privacy, persoonsgegevens, avg | privacy, personal data, gdpr
uitvoeringsinstituut werknemersverzekeringen, uwv | employee insurance agency
centraal bureau voor de statistiek, cbs | statistics netherlands
vereniging van nederlandse gemeenten, vng |
sociale verzekeringsbank, svb |
kamer van koophandel, kvk | chamber of commerce
sociaal en cultureel planbureau, scp |
onroerendezaakbelasting, ozb |
waardering onroerende zaken, woz |
belasting over de toegevoegde waarde, btw | vat, value added tax
niet-gouvernementele organisatie, ngo |
europese unie, eu, europa | european union, eu, europe
verenigde naties, vn | united nations, un
verenigde staten, vs, amerika | united states, usa, america
`
