//! The texts of the pages that tell of an error.

use crate::pages::text::texts;

texts! {
    CLIENT_UNKNOWN = "This app is not registered here", "Diese App ist hier nicht registriert", "Este aplicativo não está registrado aqui", "このアプリは登録されていません";
    CLIENT_UNKNOWN_WHAT = "The app that sent you here is unknown, or it was deleted.", "Die App, die Sie hierher geschickt hat, ist unbekannt oder wurde gelöscht.", "O aplicativo que enviou você até aqui é desconhecido ou foi excluído.", "このページを開いたアプリは未登録か、削除されています。";
    CLIENT_UNKNOWN_DO = "Go back to the app and connect it again: many apps register anew by themselves. If that does not help, tell the maker of the app.", "Gehen Sie zurück zur App und verbinden Sie sie neu: Viele Apps registrieren sich dabei selbst neu. Wenn das nicht hilft, sagen Sie es dem Hersteller der App.", "Volte ao aplicativo e conecte-o de novo: muitos se registram outra vez sozinhos. Se não ajudar, avise quem fez o aplicativo.", "アプリに戻って接続し直してください。多くのアプリは自動で再登録します。解決しない場合はアプリの開発者に連絡してください。";

    CLIENT_DOCUMENT = "This app cannot be checked", "Diese App kann nicht geprüft werden", "Não é possível verificar este aplicativo", "このアプリを確認できません";
    CLIENT_DOCUMENT_WHAT = "An app like this one describes itself at its own address. This server cannot read the description there, or does not accept it.", "Eine App wie diese beschreibt sich unter ihrer eigenen Adresse. Dieser Server kann die Beschreibung dort nicht lesen oder nimmt sie nicht an.", "Um aplicativo como este se descreve no próprio endereço. Este servidor não consegue ler a descrição que está lá ou não a aceita.", "この種のアプリは自身のアドレスで説明を公開します。このサーバーはその説明を読めないか、受け入れません。";
    CLIENT_DOCUMENT_DO = "Try again in a moment. If that does not help, tell the maker of the app.", "Versuchen Sie es gleich noch einmal. Wenn das nicht hilft, sagen Sie es dem Hersteller der App.", "Tente de novo em instantes. Se não ajudar, avise quem fez o aplicativo.", "しばらくしてからお試しください。解決しない場合はアプリの開発者に連絡してください。";

    REDIRECT_URI = "This app sent an address that it has not registered", "Diese App hat eine Adresse geschickt, die sie nicht registriert hat", "Este aplicativo enviou um endereço que não registrou", "アプリが未登録の宛先を送りました";
    REDIRECT_URI_WHAT = "To protect you, this server does not send you there.", "Zu Ihrem Schutz schickt dieser Server Sie nicht dorthin.", "Para proteger você, este servidor não o envia para lá.", "安全のため、その宛先には移動しません。";
    REDIRECT_URI_DO = "Close this page. If you trust the app, tell its maker.", "Schließen Sie diese Seite. Wenn Sie der App vertrauen, sagen Sie es ihrem Hersteller.", "Feche esta página. Se você confia no aplicativo, avise quem o fez.", "このページを閉じてください。信頼できるアプリの場合は、開発者に知らせてください。";

    INVALID = "The app sent a request that does not work", "Die App hat eine Anfrage geschickt, die nicht funktioniert", "O aplicativo enviou uma solicitação que não funciona", "アプリのリクエストに誤りがあります";
    INVALID_WHAT = "Nothing was told to the app.", "Der App wurde nichts mitgeteilt.", "Nada foi informado ao aplicativo.", "アプリには何も伝えていません。";
    INVALID_DO = "Go back to the app and try again. If that does not help, tell the maker of the app.", "Gehen Sie zurück zur App und versuchen Sie es noch einmal. Wenn das nicht hilft, sagen Sie es dem Hersteller der App.", "Volte ao aplicativo e tente de novo. Se não ajudar, avise quem fez o aplicativo.", "アプリに戻ってもう一度お試しください。解決しない場合はアプリの開発者に連絡してください。";

    EXPIRED = "This page is too old", "Diese Seite ist zu alt", "Esta página é antiga demais", "ページの有効期限が切れました";
    EXPIRED_WHAT = "It was open for too long, or it was used already, or it belongs to another browser.", "Sie war zu lange offen, wurde schon benutzt oder gehört zu einem anderen Browser.", "Ela ficou aberta por tempo demais, já foi usada ou pertence a outro navegador.", "長時間開いていたか、すでに使われたか、別のブラウザーのページです。";
    EXPIRED_DO = "Go back to the app and begin again. Cookies of this server must be allowed.", "Gehen Sie zurück zur App und beginnen Sie noch einmal. Cookies dieses Servers müssen erlaubt sein.", "Volte ao aplicativo e comece de novo. Os cookies deste servidor precisam ser permitidos.", "アプリに戻ってやり直してください。このサーバーの Cookie を許可する必要があります。";

    FORBIDDEN = "This form came from another site", "Dieses Formular kam von einer anderen Website", "Este formulário veio de outro site", "別のサイトから送信されました";
    FORBIDDEN_WHAT = "To protect you, this server did nothing.", "Zu Ihrem Schutz hat dieser Server nichts getan.", "Para proteger você, este servidor não fez nada.", "安全のため、何も実行していません。";
    FORBIDDEN_DO = "Open this server yourself and try again there.", "Öffnen Sie diesen Server selbst und versuchen Sie es dort noch einmal.", "Abra este servidor diretamente e tente de novo ali.", "このサーバーを直接開いて、もう一度お試しください。";

    LINK = "This link does not work any more", "Dieser Link gilt nicht mehr", "Este link não vale mais", "このリンクは無効です";
    LINK_WHAT = "It was used already, or its time is over.", "Er wurde schon benutzt oder ist abgelaufen.", "Ele já foi usado ou expirou.", "すでに使われたか、有効期限が切れています。";
    LINK_DO = "Ask the operator of this server for a new link.", "Bitten Sie den Betreiber dieses Servers um einen neuen Link.", "Peça um novo link ao operador deste servidor.", "新しいリンクをこのサーバーの運営者に依頼してください。";

    TOO_MANY = "There are too many requests", "Es gibt zu viele Anfragen", "Há solicitações demais", "リクエストが多すぎます";
    TOO_MANY_WHAT = "This server limits how often somebody can ask.", "Dieser Server begrenzt, wie oft jemand anfragen kann.", "Este servidor limita a frequência das solicitações.", "このサーバーはリクエストの回数を制限しています。";
    TOO_MANY_DO = "Wait a minute and try again.", "Warten Sie eine Minute und versuchen Sie es noch einmal.", "Espere um minuto e tente de novo.", "1 分ほど待ってからもう一度お試しください。";

    UNAVAILABLE = "This server cannot answer now", "Dieser Server kann gerade nicht antworten", "Este servidor não pode responder agora", "サーバーが応答できません";
    UNAVAILABLE_WHAT = "The fault is here. Nothing of yours was lost.", "Der Fehler liegt hier. Von Ihnen ging nichts verloren.", "A falha é daqui. Nada seu foi perdido.", "こちら側の障害です。お客様のデータは失われていません。";
    UNAVAILABLE_DO = "Try again in a moment. If it stays so, tell the operator of this server the number of the request below.", "Versuchen Sie es gleich noch einmal. Wenn es so bleibt, nennen Sie dem Betreiber dieses Servers die Nummer der Anfrage unten.", "Tente de novo em instantes. Se continuar, informe ao operador deste servidor o número da solicitação abaixo.", "しばらくしてからお試しください。続く場合は、下のリクエスト番号をこのサーバーの運営者に知らせてください。";

    FOR_DEVELOPERS = "For developers", "Für Entwickler", "Para desenvolvedores", "開発者向け情報";
}
