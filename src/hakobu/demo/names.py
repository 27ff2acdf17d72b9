"""The words that the shop's rows are made of: invented names, real prefectures."""

from __future__ import annotations

__all__ = [
    "ENGLISH_CITIES",
    "ENGLISH_FIRST",
    "ENGLISH_LAST",
    "ENGLISH_TRADES",
    "ENGLISH_WORDS",
    "JAPANESE_FIRST",
    "JAPANESE_LAST",
    "JAPANESE_TRADES",
    "JAPANESE_WORDS",
    "NOTES",
    "PREFECTURES",
    "PRODUCT_KINDS",
    "PRODUCT_LINES",
    "TITLES",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, _, other in (word.partition(":") for word in text.split()))


def _triples(text: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((one, two, three) for one, two, three in (word.split(":") for word in text.split()))


JAPANESE_WORDS = _pairs(
    "青葉:アオバ 朝日野:アサヒノ 飛鳥川:アスカガワ 泉:イズミ 磯辺:イソベ 梅の木:ウメノキ 大空:オオゾラ "
    "沖ノ島:オキノシマ 霞:カスミ 風見:カザミ 川風:カワカゼ 北斗:ホクト 霧島台:キリシマダイ 銀杏:イチョウ "
    "小春:コハル 桜坂:サクラザカ 里山:サトヤマ 潮見:シオミ 白雲:シラクモ 新緑:シンリョク 杉並木:スギナミキ "
    "清流:セイリュウ 瀬戸内:セトウチ 高嶺:タカネ 橘:タチバナ 千鳥:チドリ 月影:ツキカゲ 椿:ツバキ "
    "燈台:トウダイ 常盤:トキワ 渚:ナギサ 虹の橋:ニジノハシ 花咲:ハナサキ 春日野:カスガノ 髙砂:タカサゴ "
    "雲海:ウンカイ 松籟:ショウライ 紅葉:モミジ 若竹:ワカタケ ひなた:ヒナタ"
)
JAPANESE_TRADES = _pairs(
    "製作所:セイサクショ 商事:ショウジ 工業:コウギョウ 電機:デンキ 印刷:インサツ 食品:ショクヒン "
    "建設:ケンセツ 運輸:ウンユ 物産:ブッサン 精密:セイミツ 化学:カガク 繊維:センイ 金属:キンゾク "
    "システム:システム デザイン:デザイン 不動産:フドウサン 薬品:ヤクヒン 楽器:ガッキ 酒造:シュゾウ "
    "製菓:セイカ 水産:スイサン 農園:ノウエン 出版:シュッパン 観光:カンコウ 家具:カグ"
)
JAPANESE_LAST = _triples(
    "佐藤:サトウ:sato 鈴木:スズキ:suzuki 髙橋:タカハシ:takahashi 田中:タナカ:tanaka 伊藤:イトウ:ito "
    "渡邊:ワタナベ:watanabe 山本:ヤマモト:yamamoto 中村:ナカムラ:nakamura 小林:コバヤシ:kobayashi "
    "加藤:カトウ:kato 吉田:ヨシダ:yoshida 山田:ヤマダ:yamada 佐々木:ササキ:sasaki 山口:ヤマグチ:yamaguchi "
    "松本:マツモト:matsumoto 井上:イノウエ:inoue 木村:キムラ:kimura 清水:シミズ:shimizu "
    "斎藤:サイトウ:saito 﨑山:サキヤマ:sakiyama 𠮷川:ヨシカワ:yoshikawa 橋本:ハシモト:hashimoto "
    "石川:イシカワ:ishikawa 前田:マエダ:maeda 藤田:フジタ:fujita 小川:オガワ:ogawa 岡田:オカダ:okada "
    "村上:ムラカミ:murakami 長谷川:ハセガワ:hasegawa 近藤:コンドウ:kondo"
)
JAPANESE_FIRST = _triples(
    "太郎:タロウ:taro 花子:ハナコ:hanako 健:ケン:ken 美咲:ミサキ:misaki 翔太:ショウタ:shota 陽菜:ヒナ:hina "
    "大輔:ダイスケ:daisuke 恵子:ケイコ:keiko 直樹:ナオキ:naoki 由美:ユミ:yumi 誠:マコト:makoto "
    "さくら:サクラ:sakura 拓也:タクヤ:takuya 真由美:マユミ:mayumi 隆:タカシ:takashi 葵:アオイ:aoi "
    "蓮:レン:ren 結衣:ユイ:yui 悠真:ユウマ:yuma 智子:トモコ:tomoko 浩二:コウジ:koji 彩:アヤ:aya "
    "修:オサム:osamu 千尋:チヒロ:chihiro 亮:リョウ:ryo"
)
PREFECTURES = _triples(
    "北海道:札幌市中央区:060 宮城県:仙台市青葉区:980 福島県:郡山市:963 茨城県:つくば市:305 "
    "埼玉県:さいたま市大宮区:330 千葉県:千葉市美浜区:261 東京都:千代田区:100 東京都:品川区:140 "
    "神奈川県:横浜市西区:220 新潟県:新潟市中央区:950 石川県:金沢市:920 長野県:松本市:390 "
    "静岡県:浜松市中央区:430 愛知県:名古屋市中区:460 京都府:京都市下京区:600 大阪府:大阪市北区:530 "
    "大阪府:堺市堺区:590 兵庫県:神戸市中央区:650 奈良県:奈良市:630 岡山県:岡山市北区:700 "
    "広島県:広島市中区:730 香川県:高松市:760 愛媛県:松山市:790 福岡県:福岡市博多区:812 "
    "熊本県:熊本市中央区:860 鹿児島県:鹿児島市:890 沖縄県:那覇市:900"
)
ENGLISH_WORDS = _words(
    "Alder Amber Anchor Aspen Beacon Birch Blackbird Bluewater Bramble Bridgeway Cedar Cobalt Copper Coral "
    "Crescent Drift Ember Falcon Fern Foxglove Garnet Granite Harbour Hazel Heron Indigo Juniper Kestrel "
    "Lantern Larkspur Linden Marble Meadow Northgate Orchard Osprey Quarry Rowan Saffron Willow"
)
ENGLISH_TRADES = _words(
    "Analytics Books Brewing Ceramics Clothing Construction Consulting Design Dynamics Electric Engineering "
    "Foods Freight Furniture Gardens Hardware Instruments Interiors Logistics Marine Optics Paper Pharma "
    "Robotics Software"
)
ENGLISH_CITIES = _triples(
    "Austin:TX:73301 Portland:OR:97201 Denver:CO:80202 Boston:MA:02108 Seattle:WA:98101 Raleigh:NC:27601 "
    "Madison:WI:53703 Savannah:GA:31401 Tucson:AZ:85701 Omaha:NE:68102 Albany:NY:12207 Boise:ID:83702"
)
ENGLISH_FIRST = _words(
    "Ada Amelia Ben Carlos Chloe Daniel Elena Faith George Hannah Isaac Ivy James Julia Kwame Laura Liam "
    "Maria Noah Nora Oscar Priya Ruth Samuel Zoë"
)
ENGLISH_LAST = _words(
    "Abbott Baker Castillo Clarke Dawson Ellis Fischer García Hughes Ibrahim Johnson Kaur Lindström Marsh "
    "Nguyen O'Brien Patel Quinn Reyes Sharma Thompson Underwood Vaughan Walsh Young"
)
PRODUCT_LINES = (
    *("Hakata", "Kyo", "Mizuho", "Sumire", "Yuki", "Alder", "Brisk", "Clara", "Dover", "Elm"),
    *("Fjord", "Grove", "Halo", "Iris", "Juno"),
)
PRODUCT_KINDS = (
    *("desk lamp", "notebook A5", "label printer", "shelf unit", "bar-code scanner", "office chair"),
    *("卓上ライト", "ノート A5", "ラベルプリンター", "収納棚", "会議用マイク", "電子黒板", "顧客管理ソフト"),
    *(
        "whiteboard",
        "cash drawer",
        "barista set",
        "tea set",
        "入退室システム",
        "名刺スキャナー",
        "プロジェクター",
    ),
)
TITLES = ("部長", "課長", "担当", "代表取締役", "Buyer", "Office manager", "Head of IT", "CEO")
NOTES = (
    "",
    "",
    "至急、見積もりを送付すること。",
    "展示会でお会いした。「次は春に」とのこと。",
    "Prefers e-mail; please don't call before 10:00.",
    "Café meeting — asked about résumé scanning & prices ≤ €500.",
    "㈱と（株）の表記ゆれあり。①②③ を確認、℡ は代表番号。",
    "１行目\n２行目　（全角空白を含む）",
    "Line one\nline two with a tab\there",
    "𠮷川さん経由。看板は髙い位置にある。",
    'He said "yes"; O\'Brien will confirm 100 % by Friday.',
    "ﾊﾝｶｸ ｶﾅ で登録されていた。",
)
