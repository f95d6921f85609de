/** Surnames, written for this project from general knowledge; no list of anybody was copied. */

const english = `
abbott adams adkins aguilar aguirre alexander allen allison alvarado alvarez anderson andrews armstrong arnold ashworth atkins
austin avila bailey baker baldwin ball ballard banks barber barker barnes barnett barrett barton bates beard beck becker bell
bennett benson bentley berry bishop black blair blake boone booth bowen bowers bowman boyd boyle bradford bradley brady brewer
briggs brooks brown bruce bryan bryant buchanan buckley burgess burke burnett burns burton bush butler byrd cain caldwell callahan
cameron campbell campos cannon cardenas carey carlson carpenter carr carrillo carroll carson carter casey castillo castro cervantes
chambers chan chandler chang chapman chavez chen christensen clark clarke clayton clements cobb cohen cole coleman collier collins
conley conner contreras cook cooper copeland cortez cox craig crawford cross cruz cummings cunningham curry curtis dalton daniel
daniels davenport davidson davies davis dawson day dean deleon delgado diaz dickerson dixon dominguez douglas doyle duncan dunn
duran edwards elliott ellis erickson espinoza estrada evans farmer farrell faulkner ferguson fernandez fields figueroa fischer
fisher fitzgerald fleming fletcher flores flowers floyd ford foster fowler fox francis franklin frazier freeman french fuentes
fuller gallagher gallegos garcia gardner garner garrett garza george gibbs gibson gilbert gill gomez gonzales gonzalez goodman
goodwin gordon graham grant graves gray green greene greer gregory griffin griffith gross guerra guerrero gutierrez guzman hale
hall hamilton hammond hampton hancock hansen hanson hardy harmon harper harrington harris harrison hart harvey hawkins hayes haynes
henderson henry hensley hernandez herrera hess hicks higgins hill hines hodges hoffman hogan holland holloway holmes holt hoover
hopkins horton houston howard howell hubbard hudson huff hughes hunt hunter ibarra ingram jackson jacobs james jefferson jenkins
jennings jensen jimenez johnson johnston jones jordan joseph juarez keller kelley kelly kemp kennedy kerr kim king kirk klein knight
knox lamb lambert lane lang larsen larson lawrence lawson leblanc lee leon leonard lester levy lewis lin lindsey little liu lloyd
logan long lopez lowe lucas luna lynch lyons mack macdonald maddox maldonado malone mann manning marquez marrero marsh marshall
martin martinez mason massey mathews matthews maxwell mccarthy mccormick mccoy mcdaniel mcdonald mcgee mcguire mckenzie mckinney
mclaughlin mcmillan medina mejia melendez melton mendez mendoza mercado meyer meyers miles miller mills miranda mitchell molina
montero montes montgomery montoya moody moon moore mora morales moran moreno morgan morris morrison morrow morse morton moss mueller
mullins munoz murillo murphy murray myers nash navarro neal nelson newman newton nguyen nichols nixon noble nolan norman norris
norton nunez obrien ochoa oconnell oconnor odonnell oliver olsen olson oneal orozco ortega ortiz osborn owen owens pacheco padilla
page palmer park parker parks parrish parsons patel patterson patton paul payne pearson pena pennington perez perkins perry
peters petersen peterson pham phelps phillips pierce pitts poole pope porter potter potts powell powers pratt preston price prince
quinn ramirez ramos ramsey randall rangel ray reed reese reeves reid reyes reynolds rhodes rice rich richards richardson richmond
riley rios rivas rivera rivers robbins roberts robertson robinson robles rocha rodgers rodriguez rogers rojas roman romero rosales
rose ross roth rowe rubio ruiz rush russell russo ryan salas salazar salinas sanchez sanders sandoval santana santiago santos
saunders savage sawyer schmidt schneider schroeder schultz schwartz scott sellers serrano sharp shaffer shaw shelton shepherd
sheppard sherman shields short silva simmons simon simpson sims singh skinner sloan small smith snyder solis solomon soto sparks
spencer stafford stanley stanton stein stephens stevens stevenson stewart stokes stone stout strickland strong suarez sullivan
summers sutton swanson sweeney tanner tate taylor terrell terry thomas thompson thornton todd torres townsend tran trevino trujillo
tucker turcotte turner tyler underwood valdez valencia valentine valenzuela vance vargas vasquez vaughan vaughn vazquez vega
velasquez velez villa villanueva villarreal vincent wade wagner walker wall wallace walsh walter walters walton wang ward ware
warner warren washington waters watkins watson watts weaver webb weber webster weeks weiss welch wells west wheeler whitaker white
whitehead wiggins wilcox wiley wilkerson wilkins wilkinson williams williamson willis wilson winters wise wolf wolfe wong wood
woodard woods woodward wright wu wyatt yang yates york young yu zamora zhang zimmerman rowling snider dennis
`;

const international = `
abe abdi abdullah abubakar acharya adebayo adeleke adeyemi afolabi agarwal aguiar ahmad ahmed ahmadi ahtisaari akhtar albrecht
alves amaral andersen andersson andrade ansari anwar aoki araujo arai arata arslan asante ashraf awad aydin azevedo bajwa bakker
balogun banerjee barbieri barbosa barros bartos basu bauer baumann becker begum bell berg berger bergman bergstrom bernard bertrand
bhat bhatt bianchi biermann bjorklund blanc blom boateng bonnet borges bos bose bosch bouchard brandt braun brouwer bruno busch
cardoso carvalho castelli celik chatterjee chaudhary chauhan chopra choi chowdhury christiansen chukwu clement colombo conte costa
coulibaly cunha dahl danjuma das dekker demir desai deshpande diallo dietrich dijkstra diop dubois dubey dufour
dumont dupont durand dutta eriksen eriksson eze fabre farouk fernandes ferrari ferreira fischer fofana fontaine franco frank
freitas friedrich fuchs fuji fujii fujita fukuda ganguly garnier gauthier gerard ghosh giordano girard goldberg gomes goncalves
goto graf greco gruber gunther gupta gustafsson haas haddad hahn haile hakimi halvorsen hamada hansson haraldsen hartmann hasan
hasegawa hashimoto hassan haugen hayashi heinrich henriksen henriksson henry herrmann hofer hoffmann hofmann holm horvat horvath
huang huber hussain hussein ibrahim ibragimov ikeda inoue iqbal ishida ishii ishikawa islam ito ivanov ivanova iyer jain jansen
janssen jansson jha johannsen johansen johansson joly jorgensen joshi jung kaiser kamara kamau kang kapoor kaplan karimi karlsen
karlsson kato kaur kaya keita keller khalil khan khanna kimura kobayashi koch kohler koivisto kondo korhonen kovac kovacs kovalenko
kowalska kowalski koroma kozak kozlov kraus krause kreutzmann krishnan kristensen krueger kruger kuhn kulkarni kumar kuznetsov
kwiatkowski lachance laine lam lange larsson laurent lauritsen lefebvre lehmann lehtonen leroy levi lewandowski li liang lima lind
lindberg lindgren lindholm lindqvist lombardi ludwig lund lundgren luong ma maeda mahmoud maier maida makela makinen malik mancini
manzoor marchetti mariani marino marques martens martinelli martini martinsson martel masuda matsuda matsui matsumoto mathieu
mayer mazur mehta meier mendes mensah mercier meunier mishra mitra miura miyamoto miyazaki mohamed mohammed mohan molnar moraes
moreau moreira mori morita moser mukherjee muller murakami muthoni mwangi naidoo nair nakajima nakamura nakano naraayan naranjo
navarrete nemeth neumann ngo nielsen nieminen nikolic nilsen nilsson nishimura noguchi novak novikov nowak ochieng oduya ogawa
ogunleye okada okafor okamoto okeke okonkwo okoro olofsson olsson onyango orlov osei oshima ota otieno ozdemir ozturk pandey papadopoulos
patil pavlov pedersen pereira peretti perrin persson petit petrov petrova petrovic pettersson peters pfeiffer phan pillai pinto
pires poulsen popescu popov prasad qureshi rahman raj rajan ramaswamy ranta rao rasmussen ratto reddy reis ribeiro richter ricci
rinaldi rizzo roche rossi rousseau roy saito sahin sahu saha sakamoto sakai salonen sandberg santoro sasaki sato sauer schafer
schaefer scherer schmid schmitt schmitz scholz schreiber schroder schubert schulz schulze schumacher schuster schwarz seidel sen
sengupta seo sethi shah shaikh sharma shimizu shrestha shukla simonsen sinha sokolov solberg sommer soares song sorensen sousa souza
srinivasan stefansson stein steiner strand suzuki svensson szabo szymanska szymanski szyszka tahir takagi takahashi takeda tanaka
teixeira tembo thakur thapa thomsen tiwari toth traore tremblay tripathi tsui tuominen ueda ueno usman vaidya vargas varga
varma vasiliev vasilyeva venter verma vidal vieira virtanen visser vitale vogel vogt volkov voss vries wada watanabe weber
weiss wendt werner winkler winter wisniewska wisniewski wojcik wolff wong xu yadav yamada yamaguchi yamamoto yamasaki yamashita yilmaz yildiz
yokoyama yoshida yousef yusuf zhao zheng zhou zhu ziegler zielinski zimmer zimmermann albin godina jara lepisto ortiz
palermo sahlin suknovic vik veitonen sumarlidason slepicka roeterdink cazares gijn kaufmann holmberg jokinen lahtinen savolainen
heikkinen jarvinen rantanen turunen laitinen bakke moen hagen eide berge myhre lie strom forsberg sjoberg engstrom eklund
hedlund nystrom ekstrom sandstrom soderberg bjork norberg nordin wallin axelsson mattsson bengtsson jakobsson danielsson
ionescu popa dumitrescu stan stoica gheorghe matei ciobanu rusu munteanu constantin marin tudor dobre barbu nistor florea dinu
nagy kovacs szabo horvath varga kiss molnar nemeth farkas balogh papp takacs juhasz lakatos meszaros olah simon racz fekete szilagyi
torok feher balazs gal kis szucs kocsis pinter fodor orsos szalai sipos magyar lukacs gulyas biro kiraly katona laszlo jakab bogdan
balog sandor boros fazekas kelemen somogyi antal orosz fulop veres vincze budai hegedus deak pap balint illes pal szekely bako
novotna svobodova dvorakova cerny cerna prochazka kucera vesely horak nemec marek pospisil hajek jelinek kral ruzicka benes
fiala sedlacek dolezal zeman kolar krejci navratil cermak urban vanek blazek kriz kopecky kratochvil bartos vlcek polak musil simek
konecny maly holub stanek kadlec stepanek dostal soukup stastny mares moravec sykora tichy valenta vavra matousek blaha bures hruska
lewandowska dabrowski kaminski zielinska szymczak wozniak kozlowski jankowski mazurek wojciechowski kaczmarek krawczyk piotrowski
grabowski pawlowski michalski krol wieczorek jablonski nowakowski majewski stepien malinowski jaworski dudek adamczyk pawlak gorski
nowicki sikora walczak witkowski rutkowski baran szewczyk michalak tomaszewski pietrzak marciniak wroblewski zalewski jakubowski
jasinski zawadzki sadowski duda bak borkowski czarnecki sawicki urbanski kubiak maciejewski szczepanski kucharski wilk kalinowski
horvat kovacevic babic maric juric novosel kovacic knezevic vukovic markovic petrovic matic tomic pavlovic bozic blazevic grgic pavic
radic peric filipovic saric lovric vidovic perkovic popovic bosnjak jukic barisic jovanovic nikolic djordjevic stojanovic ilic
stankovic pavicevic milosevic zivkovic radovanovic djukic mitrovic lukic simic todorovic savic mladenovic milovanovic kostic jankovic
zupancic kovac krajnc kralj hribar kos vidmar golob turk bozic kotnik mlakar rozman oblak petek kastelic hocevar
shevchenko bondarenko tkachenko kravchenko oliynyk koval polishchuk shevchuk lysenko rudenko savchenko petrenko marchenko moroz
klymenko pavlenko smirnov smirnova ivanov kuznetsova popova vasilyev sokolova mikhailov novikova fedorov morozov volkova alekseev
lebedev semenov egorov pavlova kozlova stepanov nikolaev orlova andreev makarov nikitin zakharov zaytsev solovyov borisov yakovlev
grigoriev romanov vorobyov sergeev kuzmin frolov aleksandrov dmitriev korolev gusev kiselev ilyin maksimov polyakov sorokin
vinogradov kovalev belov medvedev antonov tarasov zhukov baranov filippov komarov davydov belyaev gerasimov bogdanov osipov sidorov
matveev titov markov mironov krylov kulikov karpov vlasov melnikov denisov gavrilov tikhonov kazakov afanasiev danilov saveliev
timofeev fomin chernov abramov martynov efimov fedotov shcherbakov nazarov kalinin isaev chernyshev bykov maslov rodionov konovalov
lazarev voronin klimov filatov ponomarev golubev kudryavtsev prokhorov naumov potapov zhuravlev ovchinnikov trofimov leonov
papadakis pappas georgiou nikolaidis vasileiou dimitriou konstantinou oikonomou ioannou athanasiou makris karagiannis alexiou
el-sayed el-masry al-farsi al-hassan bensaid bouazizi chaabane trabelsi mansouri jaziri khelifi gharbi hammami mejri haddadi
rezaei hosseini moradi jafari rahimi akbari sadeghi mousavi hashemi ebrahimi shirazi tehrani ghorbani nazari najafi kazemi
pham tran hoang phan vu dang bui duong huynh truong dinh luu doan trinh vuong suwanarat saetang chaiyasit srisai thongchai wongsakul
wijaya santoso kusuma hidayat saputra setiawan gunawan siregar nasution susanto hartono tanoto lestari pratama ramadhan
reyes-cruz dela-cruz bautista villanueva ocampo mercado aquino salvador soriano tolentino valdez magsaysay
o'sullivan o'connor o'brien o'neill o'reilly o'donnell o'callaghan mccann mcnamara mcmahon mckenna mcgrath mccabe macleod mackenzie
norgaard lindgaard kjaer ostergaard madsen kristiansen olesen thygesen mortensen bertelsen lauridsen bruun dalgaard
sigurdsson gunnarsson jonsdottir einarsson magnusdottir helgason bjornsdottir
achterberg brink dekkers hendriks hermans hoekstra huisman janssens jacobs kuipers maas meijer mulder peeters postma prins schouten
smit smits timmermans veenstra verbeek verhoeven vermeulen willems wouters dewit claes maes goossens mertens
lefevre mercier lambert faure rousseau blanchard giraud renaud masson marchand chevalier dufresne lemaire colin picard roger
aubert perez guillot bourgeois fleury lacroix besson charpentier delattre vasseur carpentier gaillard lemoine
ferrara gallo greco bruno caruso fontana moretti galli deluca esposito romano marchese villa bellini ferri palumbo sanna
farina martino grasso coppola parisi gentile monti sala testa pellegrini valentini messina
gimenez dominguez iglesias marin cano prieto mendez calvo gallego vidal herrero lorenzo hidalgo montero ibanez ferrer duran
santana vicente benitez arias mora vargas carmona crespo roman pastor soto saez velasco moya soler parra esteban
chukwuemeka nwosu obi eze okoye ogbonna igwe onyekachi nnamani uzor agu anyanwu iwu madu nwachukwu ezeani umeh okeke obioma chidozie
mutua wanjiku omondi kiprotich chebet owino wambui nyambura kimani githinji mwangi odhiambo achieng juma hamisi
dlamini nkosi ndlovu khumalo mokoena botha vandermerwe naidoo govender pretorius coetzee nel steyn
singhania mehra bhatia bose chakraborty mukhopadhyay sarkar dey roychowdhury rajagopal subramanian venkatesan raghavan menon nambiar
kurup warrier hegde shetty kamath bhandari rawat bisht negi dhillon grewal sandhu gill sidhu bains
bashir farooqi siddiqui qadri mirza baig chaudhry malik butt dar lone wani
xie zeng cai peng pan yuan yu deng cao xiong feng jiang shen lu han cheng dai yao qiu jin liao
hwang jeong kwon shin yoon jang oh bae baek ahn hong moon nam ko
`;

export const lastNames = new Set(`${english} ${international}`.trim().split(/\s+/));
