//! The texts of the page on which a user consents.

use crate::pages::text::texts;

texts! {
    CONSENT = "Allow {client}?", "{client} erlauben?", "Permitir {client}?", "{client} を許可しますか？";
    SIGNED_IN_AS = "You are signed in as {user}.", "Sie sind als {user} angemeldet.", "Você entrou como {user}.", "{user} としてサインインしています。";
    UNNAMED = "An app without a name", "Eine App ohne Namen", "Um aplicativo sem nome", "名前のないアプリ";
    WHERE = "Where it sends you", "Wohin die App Sie schickt", "Para onde ele envia você", "移動先";
    TO_APP = "the app on this device that has claimed {scheme}", "die App auf diesem Gerät, die {scheme} für sich beansprucht", "o aplicativo neste dispositivo que usa {scheme}", "この端末で {scheme} を使うアプリ";
    TO_DEVICE = "a program on this device, at {host}", "ein Programm auf diesem Gerät, unter {host}", "um programa neste dispositivo, em {host}", "この端末のプログラム ({host})";
    DEVICE_WARNING = "Any program on this device can say that it is this app. Allow it only if you have just started it yourself.", "Jedes Programm auf diesem Gerät kann sich als diese App ausgeben. Erlauben Sie es nur, wenn Sie sie gerade selbst gestartet haben.", "Qualquer programa neste dispositivo pode dizer que é este aplicativo. Permita somente se você acabou de iniciá-lo.", "この端末のどのプログラムもこのアプリを名乗れます。今ご自身で起動した場合だけ許可してください。";

    CALLS_ITSELF = "It calls itself {client}.", "Sie nennt sich {client}.", "Ele se apresenta como {client}.", "{client} と名乗っています。";

    VOUCHER = "Who vouches for it", "Wer für die App bürgt", "Quem responde por ele", "保証している人";
    NOBODY_VOUCHES = "Nobody. Its name is not verified.", "Niemand. Ihr Name ist nicht geprüft.", "Ninguém. O nome não foi verificado.", "誰もいません。名前は未確認です。";
    DOMAIN_CONFIRMS = "Nobody. {host} confirms only that it takes users from this server.", "Niemand. {host} bestätigt nur, dass es Benutzer von diesem Server annimmt.", "Ninguém. {host} confirma apenas que recebe usuários deste servidor.", "誰もいません。{host} は、このサーバーからの利用者を受け入れることだけを確認しています。";
    AUTHORITY_VOUCHES = "A certificate authority that this server trusts.", "Eine Zertifizierungsstelle, der dieser Server vertraut.", "Uma autoridade certificadora em que este servidor confia.", "このサーバーが信頼する認証局。";
    OPERATOR_VOUCHES = "The operator of this server.", "Der Betreiber dieses Servers.", "O operador deste servidor.", "このサーバーの運営者。";
    ISSUER_VOUCHES = "{issuer}, in a software statement.", "{issuer}, in einem Software-Statement.", "{issuer}, em um software statement.", "{issuer} (ソフトウェアステートメントによる)。";
    OWNER_VOUCHES = "A user of this server, who registered it.", "Ein Benutzer dieses Servers, der sie registriert hat.", "Um usuário deste servidor, que o registrou.", "登録したこのサーバーの利用者。";
    OWN_VOUCHES = "You. You registered it.", "Sie selbst. Sie haben sie registriert.", "Você. Foi você quem o registrou.", "あなたが登録しました。";
    NOT_VERIFIED = "not verified", "nicht geprüft", "não verificado", "未確認";
    RESEMBLES = "Be careful: the name looks like {name}, but this is another app.", "Vorsicht: Der Name sieht aus wie {name}, aber das hier ist eine andere App.", "Cuidado: o nome parece {name}, mas este é outro aplicativo.", "注意: 名前が {name} に似ていますが、別のアプリです。";
    MIXED = "Be careful: the name mixes letters of several alphabets.", "Vorsicht: Der Name mischt Buchstaben mehrerer Alphabete.", "Cuidado: o nome mistura letras de vários alfabetos.", "注意: 名前に複数の文字体系の文字が混ざっています。";

    ASKS = "It asks to", "Die App möchte", "Ele pede para", "求めている権限";
    ASKS_NOTHING = "It asks only to know that you signed in.", "Die App möchte nur wissen, dass Sie sich angemeldet haben.", "Ele pede apenas para saber que você entrou.", "サインインしたことだけを確認します。";
    SCOPE_OPENID = "know who you are, by an identifier", "wissen, wer Sie sind, anhand einer Kennung", "saber quem você é, por um identificador", "識別子であなたを見分ける";
    SCOPE_PROFILE = "read your name and your profile", "Ihren Namen und Ihr Profil lesen", "ler seu nome e seu perfil", "名前とプロフィールを読む";
    SCOPE_EMAIL = "read your e-mail address", "Ihre E-Mail-Adresse lesen", "ler seu endereço de e-mail", "メールアドレスを読む";
    SCOPE_ADDRESS = "read your postal address", "Ihre Postanschrift lesen", "ler seu endereço postal", "住所を読む";
    SCOPE_PHONE = "read your phone number", "Ihre Telefonnummer lesen", "ler seu número de telefone", "電話番号を読む";
    SCOPE_OFFLINE = "keep its access after you sign out", "den Zugriff behalten, nachdem Sie sich abgemeldet haben", "manter o acesso depois que você sair", "サインアウト後もアクセスを続ける";
    SCOPE_REGISTER = "register an app in your name", "eine App in Ihrem Namen registrieren", "registrar um aplicativo em seu nome", "あなたの名前でアプリを登録する";
    SCOPE_OTHER = "use the permission {scope}", "die Berechtigung {scope} nutzen", "usar a permissão {scope}", "権限 {scope} を使う";
    CLAIM = "read {claim}", "{claim} lesen", "ler {claim}", "{claim} を読む";
    RESOURCE = "use the service {resource} in your name", "den Dienst {resource} in Ihrem Namen nutzen", "usar o serviço {resource} em seu nome", "あなたの名前でサービス {resource} を使う";

    ITS_PAGES = "Its pages", "Die Seiten der App", "As páginas dele", "アプリのページ";
    CLIENT_URI = "About the app", "Über die App", "Sobre o aplicativo", "アプリについて";
    POLICY_URI = "Privacy", "Datenschutz", "Privacidade", "プライバシー";
    TOS_URI = "Terms of service", "Nutzungsbedingungen", "Termos de serviço", "利用規約";
    FACTS = "About this app", "Über diese App", "Sobre este aplicativo", "このアプリについて";
    SINCE = "Registered", "Registriert", "Registrado", "登録日";
    CLIENT_ID = "Identifier", "Kennung", "Identificador", "識別子";
    REVOKE_LATER = "You can take this back at any time on the page of your account.", "Sie können das jederzeit auf der Seite Ihres Kontos zurücknehmen.", "Você pode desfazer isto a qualquer momento na página da sua conta.", "この許可はアカウントのページでいつでも取り消せます。";
    ALLOW = "Allow", "Erlauben", "Permitir", "許可";
    DENY = "Do not allow", "Nicht erlauben", "Não permitir", "許可しない";

    LEAVE = "{client} has opened this page", "{client} hat diese Seite geöffnet", "{client} abriu esta página", "{client} がこのページを開きました";
    LEAVE_BECAUSE = "It asked whether you are signed in here, without showing you a page. You did not use it here before, so nothing was told.", "Die App wollte ohne eine Seite wissen, ob Sie hier angemeldet sind. Sie haben die App hier noch nicht benutzt, deshalb wurde nichts mitgeteilt.", "Ele perguntou, sem mostrar uma página, se você entrou aqui. Você ainda não o usou aqui, por isso nada foi informado.", "このアプリは、画面を表示せずにサインイン状態を確認しようとしました。ここで使ったことがないため、何も伝えていません。";
    LEAVE_FAILED = "Its request does not work here, so you are not signed in to it.", "Die Anfrage der App funktioniert hier nicht, deshalb sind Sie bei ihr nicht angemeldet.", "A solicitação dele não funciona aqui, por isso você não entrou nele.", "このアプリのリクエストはここでは処理できないため、サインインしていません。";
    LEAVE_WAITING = "The operator of this server has not approved this app yet, so you cannot sign in to it.", "Der Betreiber dieses Servers hat diese App noch nicht freigegeben, deshalb können Sie sich bei ihr nicht anmelden.", "O operador deste servidor ainda não aprovou este aplicativo, por isso você não pode entrar nele.", "このサーバーの運営者がこのアプリをまだ承認していないため、サインインできません。";
    LEAVE_TO = "Go to {host}", "Zu {host} gehen", "Ir para {host}", "{host} に移動";
    LEAVE_ADVICE = "Go on only if you know the address. Otherwise close this page.", "Gehen Sie nur weiter, wenn Sie die Adresse kennen. Sonst schließen Sie diese Seite.", "Continue somente se você conhece o endereço. Se não, feche esta página.", "この宛先を知っている場合だけ進んでください。そうでなければページを閉じてください。";
}
