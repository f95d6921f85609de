/**
 * First names, written for this project from general knowledge of the countries' usual names; no
 * list of anybody was copied. In a text a name of `clearFirstNames` is hardly anything else; one of
 * `doubtfulFirstNames` is also a word, a place, a product, and needs a surname or a context.
 */

const english = `
aaron abigail adam adrian agnes aidan aiden alan albert alex alexander alexandra alexis alfred alice alicia alison allan
allison alvin alyssa amanda amelia amy andrea andrew angela angelica anita ann anna anne annette annie anthony antonia
ariana arlene arnold arthur ashley audrey ava barbara barry beatrice becky ben benjamin bernadette bernard bernice bertha
beth bethany betty beverly billy blake bob bobby bonnie brad bradley brandon brenda brendan brett brian brianna bridget
bruce bryan bryce caitlin caleb calvin camille carl carla carlos carmen caroline carolyn carrie cassandra catherine cathy
cecilia celina chad charlene charles charlie cheryl chester chloe chris christina christine christopher cindy claire clara
clarence claudia clayton clifford clinton clyde cody colin colleen connie connor constance corey courtney craig curtis
cynthia daniel danielle danny darlene darrell darren daryl dave david deanna debbie deborah debra denise dennis derek derrick
desiree devin diane dolores dominic don donald donna doris dorothy doug douglas duane dustin dwayne dwight dylan earl
eddie edgar edith edna eduardo edward edwin eileen elaine eleanor elena eli elijah elizabeth ella ellen elsie emily emma eric
erica erik erika erin ernest esther ethan ethel eugene eunice evan evelyn felicia felix fernando florian fred freda frederick
gabriel gabriela gabrielle gail gareth garrett gary geoffrey george gerald geraldine gerard gina gladys glenda glenn gloria
gordon greg gregory gwen gwendolyn hannah harold harriet harry harvey hector heidi helen henry herbert herman hilda howard
hubert hugh ian ida irene isaac isabel isabella isaiah jack jackie jacob jacqueline jaime jake james jamie jan jane janet
janice jared jason jay jean jeanette jeff jeffery jeffrey jenna jennifer jenny jeremiah jeremy jerome jerry jesse jessica jesus
jill jim jimmy jo joan joann joanna joanne jodi jodie joe joel john johnny johnathan jon jonathan jordi jorge jose joseph
josephine joshua joyce juan juanita judith judy julian julie juliet julio june justin karen karl karla kate katelyn katherine
kathleen kathryn kathy katie katrina kayla keith kelley kelsey ken kendra kenneth kerry kevin kim kimberly kirk kristen
kristin kristina kristine kurt kyle lance larry laura lauren laurence laurie lawrence leah lee leigh leo leon leona leonard
leroy leslie lester lewis liam lillian lillie linda lindsay lindsey lisa lloyd lois lonnie lora loretta lori lorraine louis
louise lucas lucia lucille lucy luis luke lydia lynn mabel madeline malcolm mandy manuel marc marcia marcus margaret margarita
maria marian marianne marie marilyn mario marion marjorie marlene marsha marshall martha martin marvin mary mathew matt matthew
maureen maurice maxine megan melanie melinda melissa melvin mercedes meredith michael michaela michele michelle miguel mike
mildred milton mindy miranda miriam mitchell molly monica monique muriel myra myrtle nadine nancy naomi natalia natalie natasha
nathan nathaniel neil nellie nicholas nick nicole nina noah noel nora norma norman olga oliver olivia omar oscar owen pam
pamela patricia patrick patsy patty paul paula pauline pedro peggy percy perry peter phil philip phillip phyllis priscilla
rachel ralph ramon ramona randall randy raul raymond rebecca regina ricardo richard rick ricky rita robert roberta roberto robyn
rodney roger roland ron ronald ronnie rosa rosalie rosanne rosemarie ross roxanne roy russell ruth ryan sabrina sally salvador
sam samantha samuel sandra sara sarah scott sean sebastian seth shane shannon sharon shaun shawn sheila sheri sherri sherry
shirley sidney simon sofia sonia sonya sophia sophie stacey stacy stanley stella stephanie stephen steve steven stuart susan
susie suzanne sylvia tamara tammy tanya tara ted teresa terrance terrence terri terry thelma theodore theresa thomas tiffany
tim timmie timothy tina todd tom tommy toni tony tonya tracey tracy tricia trisha tristan troy tyrone valerie vanessa vera
verna vernon veronica vicki vickie vicky vincent vivian wallace walter wanda warren wayne wendy wesley wilbur willard william
willie wilma winifred xavier yolanda yvette yvonne zachary zoe fletcher alina favian dyan bertram harriett gavin callum ewan
alistair fiona moira niamh siobhan aoife declan eoin padraig cormac rhys gethin angharad carys bronwen
`;

const european = `
achim adele agathe agnieszka aleksander aleksandra aleksei alessandro alessia alexandre alexei alfonso alfredo alojz amelie ana
anastasia anders andre andrei andrej andres andrzej angelo anja anke annika antoine anton antonin antonio arnaud arne arturo
astrid attila axel balazs bartosz bastien beata beatriz bela benedikt benoit berit bettina birgit birgitta bjorn blanca bogdan
boris branko bruno camilla carina carlo carlotta caterina celine chiara christiane christoph claudio clemens clement concetta
corinna cornelia cristian cristiano cristina damian damien dagmar daria dario denis didier diego dieter dietmar dimitri dimitris
dirk dmitri dmitry dominik dominika dominique dorota edoardo eduard ekaterina elisa elisabeth elisabetta elise elke elsa emil
emilia emilie emmanuel enrico enrique ernesto esteban etienne eva ewa fabian fabien fabio fabrizio federica federico felipe
ferenc filip filippo francesca francesco francisco franck francois francoise franz franziska frederic frederik fritz gabor
gabriele gaetan georg georgi georgios gerda gerhard gerrit giacomo gianluca gianni giorgia giorgio giovanna giovanni giulia
giulio giuseppe gonzalo gottfried grzegorz guido guillaume guillermo gunter gustav gustavo hanna hanne hans hans-peter harald
heike heiko heinrich heinz helena helga helmut henrik henrique herbert hermann holger horst hubert ignacio igor ilaria ilona
ines inga inge ingeborg ingrid irena irina isabelle istvan ivan ivana ivo jacek jacques jadwiga jakob jakub jan-erik janina janos
janusz jaroslav javier jean-claude jean-luc jean-marc jean-paul jean-pierre jens jerzy joachim joao joaquin jochen johan johann
johanna johannes jolanta jorg josef jozef jukka julien juliette jurgen kaarina kai karin karolina kasper katarina katarzyna
katharina katja katrin kazimierz kerstin kirsten kjell klara klaus konrad konstantin kristof krystyna krzysztof lars laszlo
laurent leif leonardo leonid leonie liisa liselotte ljubica lorena lorenzo lothar lotte louis luca luciano ludmila ludovic
ludwig luigi lukas lukasz lutz maciej magda magdalena magnus maja malgorzata manfred manon manuela marcel marcelo marcin marco
marek margarethe margit margot mariana mariano marija marika marina marisol marit marius marja markus marta marten martina
mateo mateusz mathias mathieu mathilde matteo matthias mattias matti maurizio maximilian mihai mihaela mikael mikhail mikko
milan milena milos mirko miroslav monika moritz mustafa nadia nadja natalya nathalie nicola nicolas nicolas niels nikita nikola
nikolai nikolaj nikolaos nikolaus nils odile olaf oleg oleksandr olivier ondrej oskar otto pablo paolo pascal pasquale patrice
patrik patrizia pavel pawel pekka per-erik petar petr petra philippe pia pierre piotr rafael rafal raffaele rainer raphael
reinhard remi renata renate rene riccardo robin rocio rodrigo roland rolf roman rosalia rudolf ruediger rui rune ruslan sabine
salvatore sandrine sandro santiago sascha sebastien sergei sergey sergio silke silvana silvia silvio simone siri slawomir sonja
soren stanislav stanislaw stefan stefania stefanie stefano steffen stephane sven svetlana tadeusz tania tatiana tatjana teodor
teresa thibault thierry thorsten tiago tibor tiina timo tobias tomas tomasz tommaso torsten ugo ulrich ulrike urs ursula ute uwe
vaclav valentin valentina valeria valerio vasco vasile veronika viktor viktoria vincenzo vitaly vittoria vladimir vladislav
volker waldemar walther wenzel werner wieslaw wilfried wilhelm willem wim wiktor wladyslaw wojciech wolfgang yann yannick yves
yulia yuri zbigniew zdenek zofia zoltan zsofia zsolt zuzana efimiya idris jozef kristin toshimi vilma vidica
adelbert agnieszka aleksander alena alexandru alojz ambroz anastazja andras andrej andrejka ante antun aranka armin arpad attila
balazs bartosz bogdana bohumil boris borut boza branka branko bronislav bruna cecilie dagmara dalibor damijana damjan darja davorin
denes dezso dimitris doina dominik dragica dragomir dragoslav dubravka dunja dusan eleni emese endre erzsebet eszter ferenc filip
florin franc gabor gaspar gergely gheorghe gizella gorazd gordana goran grzegorz gyorgy hajnalka hana hedvika henryk hrvoje ileana
ilona imre irenka iveta ivica izabela jadranka jadwiga jana janez janos jaromir jarmila jasna jelka jerzy jindrich jitka jolana
jolanta josip jovan jozefa julianna jurij kalman karoly katarina katica kinga klemen kristijan kristina kristof lajos lenka libor
liviu ljiljana ljubomir lubos lucjan ludvik lujza magdolna majda malwina marcell margita mariusz markéta maros matej matjaz
matyas michal mieczyslaw mihael mihaly miljana milica mira mirjana mladen nadezda natasa nebojsa nevenka nikoleta
nikolett orsolya oskars otakar ovidiu pavla pavol pawla peeter polona predrag premysl radek radmila radoslav radovan razvan regina
robertas roza rozalia rudolfina sandor sanja sebastjan silvester simona slavko slavomir sorina srecko stanka stipe svatopluk svetozar
szabolcs szilvia szymon tamas tatjana teodora tihomir timea tomislav tonci urska vaclava valentyna vasyl velimir vendula
vera vesna viorel vjekoslav vladan vladka vlasta vojtech xenia yevgenia yuriy zaneta zdenka zdravko zeljko zita zivko zlata zora
zoran zvonimir anders arne arvid asbjorn aud bente berit bjarne bjarte bodil borghild brynjar dagfinn dagny eilif
eivind ellinor embla espen finnur freja frode gerd gjertrud grethe gudmund gunn gunnhild gunvor guro halldor halvard harald hedvig
hege helga hjordis ingeborg ingolf inger ingunn ivar jannike jarle jens jorun kaare kari ketil kjersti kolbein
kristjan laila magne marit merete mikkel morgane nanna oddny odd olaug oystein pal ragnar ragnhild randi reidar rigmor
roald rolv sif sigbjorn sigfrid sigmund signe sigurd siv sjur snorri steinar svein sverre synnove terje thorvald
tormod torunn trine trygve turid unn valborg vigdis yngve
aslak jarmo jorma kalle lauri olavi paavo risto sami seppo tapio tuomas veikko aino anneli eeva hilkka kaisa minna outi paivi
pirjo sari satu siiri tarja ulla gudrun helgi olafur sigridur thor einar eirik geir haakon havard ingvild knut oddvar sigrid
solveig torbjorn trond vidar bengt birger goran gunilla gunnar hakan ingemar karin lennart linnea marten mats ove pernilla
rolf stig sture sune ulf ylva jesper jorgen kresten lone mette morten preben rasmus soren tove vibeke
`;

const others = `
aarav aditi aditya ahmed ahmet aiko aisha ajay akash akiko akira akshay ali aliyah amal amara amina amir amit amrita anand anil
anjali ankit ankita anthea arjun armando aruna arun arvind asha ashok asif asuka ayaka ayesha ayumi babajide bandile bao bashir
bilal bin chandra chidi chiamaka chika chinedu chinonso chinwe chukwuemeka daiki daisuke deepa deepak deepika devi dinesh divya
duc eiji ekene elif emeka emre esra fahad faisal farah farhan farid fatih fatima fatoumata femi folake funmilayo ganesh gaurav
geeta gita gopal govind habib hadiya hai hamza hanako hao haruka haruki haruto hasan hassan hideki hiroki hiroko hiroshi hisashi
hoang huong hussein hye-jin ibrahim ifeoma ifeanyi imran indira isha ishaan jamal jaya jayesh jia jin-woo jiro jun junko kabir
kamal kamala kaori karan karthik kavita kavya kazuki kazuko keiko kenichi kenji kenta khadija khalid kiran kofi kojo krishna
kumiko kwabena kwame kwesi kyoko lakshmi lan latifa layla leila linh ling mahmoud makoto malik mamadou manish manoj mariam
masahiro masako mayumi meera mehmet mei mei-ling michiko miho min-jun ming minh mohamed mohammad mohammed mohan mohit moussa
muhammad mukesh murali murat musa nabil nadeem naoki naoko naresh natsuki naveen neha ngoc ngozi nguyen nia nikhil nisha nitin
nkechi nobuko noriko obinna olumide oluwaseun oluwaseyi oluwatobi omari osamu padma parvati pooja prakash pranav prasad prashant
praveen preeti priya priyanka radha rahul raj raja rajesh rajiv rakesh ram ramesh rania ranjit rashid ravi rekha reza ritu rohan
rohit ryo ryota sachiko sachin sadia said sakura salma sameer samir sanjay sanjeev santosh sapna satoshi saurabh seiji selim
seo-yeon shahid shalini shankar sharmila shilpa shinichi shinji shira shiro shivani shreya shu shweta siddharth simran sina sita
sneha soo-jin sota sourav srinivas subhash sumit sunil sunita suresh swati tadashi takahiro takashi takeshi takumi tamar tariq
taro tendai thandiwe thanh tomoko toru tuan tunde uchenna uma umar usha vandana varun venkat vijay vikas vikram vinay vinod
vishal vivek wei xiao xin yan yasmin yasuo yetunde ying yoko yoshiko yosuke yui yuki yuko yumi yusuf yuto yuusuke zainab zeynep
abbas abdelaziz abdelkader abdirahman abla adil afsaneh ahsan akram alireza amine amirhossein anahita anan anas anass aram arash
arezoo arman asma ayman azadeh azita babak bahar bahram bassam behnaz behrouz bijan boonsri bushra chaiyaporn chatri chinonye dalia
danial daoud dara dariush dina eleni elham elnaz esmail faezeh fardin farhad fariba farida farzaneh fereshteh firouz fouad
ghada gholam habiba hadi haitham hamed hamid hana hanan hania haroun hatem hedi hoda hooman hossein houda huda huy huyen ibtissam
idriss ikram ilham iman imane imran ines ismail issam jafar jalal javad jawad kamran karim kaveh kenza keyvan khaled khanh kittisak
kritsana lamia lien mahdi mahnaz mahsa maha mai malek marwa marwan maryam masoud mazen mehdi mehran mina minh-anh mitra
moath mohsen mojtaba mona monia mounir mourad moustafa mounia mujahid munir nabila nader nadine nahid naima najib narges nasrin
nasser navid nazanin nghia nhung niloofar niran noor noura nuha nuttapong omid oussama parisa parviz payam phuong phuc piyawat
pornthip prasert preecha quang quoc quyen rachid ramin rasha reem reyhaneh rima roya rozita ruqayya saad saeed safa sahar said
saleh salim samia samira sana sanaa sarawut sasan shabnam shadi shahin shahram shirin siamak sirichai soheila somchai somporn somsak
souad suchart sumalee supaporn tahereh tarek thuy thao toan trang trung tuyet vahid van-anh vinh wael walid wanchai wichai yasaman
yasser yahya younes yousef zahra zakaria zeinab ziad zohreh adaeze adanna afamefuna amaka arinze azubuike chibuzo chidiebere
chidimma chigozie chijioke chimamanda chinenye chisom chizoba chukwudi ebele ebube ekwueme ezinne ifunanya ikenna kamsiyochukwu
kelechi kosisochukwu lotachukwu mmesoma nnamdi nneka nwando obiageli ogechukwu okechukwu oluchi onyekachi somtochukwu uche ugochukwu
uju zikoranachukwu aiping baozhu chenglong chunhua dongmei fengying guiying haiyan hongmei huiling jianguo jianhua jiayi jinhua
junjie lihua liying meiling mingming qiang ruolan shihan shufen weimin wenjing xiaohong xiaoming xinyi xiu xiulan xiuying xuemei yanyan
yifan yuhan yulan yunfei yuxuan zhiqiang zihan ziyi eun-ji hae-won hyun-woo ji-hoon ji-woo jin-ho ju-won kyung-soo min-ji min-seo
sang-hoon so-yeon sung-min tae-hyun yeon-woo young-hee yu-jin
zhen abdul abdullah abebe adebayo adeola akin alemayehu amadou aminata ayodele binta boubacar cheikh desta fanta haile kamau
lerato makena mandla mbali mohau mwangi naledi njoroge nomsa ousmane sipho tesfaye thabo wanjiru zanele zola agustin alejandra
alejandro alonso anahi araceli armando aurelio belen benito bernardo camila catalina cesar consuelo cruz delfina domingo efrain
emiliano esmeralda esperanza estefania evangelina facundo fermin flavia francisca gael genaro gerardo gilberto graciela
guadalupe heriberto horacio humberto imelda itzel jacinto jimena joaquina josefina julieta leandro leonel lourdes lucila
maite marcela maricela mauricio maximo nayeli noemi octavio osvaldo patricio paloma raimundo ramiro rigoberto rodolfo rogelio
rosario ruben santos tomasa valentin vicente ximena yadira yesenia zulema afonso bernardo caio davi edson eliane fabiana
fabricio flavio heitor iara joana kleber larissa leticia luana lucas luiza marcia mateus murilo nathalia otavio paulo priscila
rafaela raquel renato samira thais thiago vinicius vitor wagner nayla martim calquin tania rodrigues
`;

const doubtful = `
ada aaliyah alma amber angel apollo april archer aria art asher ash athena august aurora austin autumn basil baron bay beau belle
bella bill bishop blair blaze brent brock brook brooke brooklyn buck buddy buster cameron candy carol carter casey chance charity
charlotte chase chelsea chip christian chuck cicero clark claude clay cliff cole cooper coral cortana crystal cyrus daisy dakota
dale dallas dan dante dawn dean delta destiny diamond diana dick dixie dolly dora dot drew dusty eden eden elixir elliot elliott
ember ernie eve faith fay fern finn flora florence ford forest francis frank gale gay gene genesis georgia ginger glen grace grant
gray griffin guy hal harley harmony harper hazel heath heather hector hermes holly homer honey hope hugo hunter iris isis ivy
jackson jade jasmine jasper jay jazz jenkins jewel jordan josh joy jude judge julia june kelly kendall kennedy kent king kingston
kit kitty lane laurel lena leo levi lily lincoln logan lou lucky luna lynx mack madison maddox major maple marc mark marina
mason matilda maverick max may maya melody mercury mercy merlin mia miles milo misty monte morgan myles nero neva nick nova olive
orion page paige paris parker pat patience patty paxton pearl penny phoenix pierce piper poppy porter precious presley prince
princess queen quinn rain randy raven ray reed reese reid reuben rex rich river rob robin rocky rod roman rory rose rosemary rowan
ruby rudy rusty sage sandy sandro savannah sawyer selena serena serenity shad shelby shelly shiloh sierra silver sky skyler sol
sonny spencer star sterling stone storm sue summer sunny sydney tanner tate taylor terra tiny titus tracy travis trent trinity
trudy tucker tyler unity van vance victor victoria viola violet virginia vista wade ward watson wes west will willow wilson winter
woody wren xander xavier york zane zara zed abel cain adonis maven gradle ant rake gem rosetta oracle barb dani dom don sal
`;

export const clearFirstNames = wordsOf(english + european + others);
export const doubtfulFirstNames = wordsOf(doubtful);
for (const name of doubtfulFirstNames) clearFirstNames.delete(name);

function wordsOf(list: string): Set<string> {
  return new Set(list.trim().split(/\s+/));
}
