//! The texts of the user's own page, and of the page at the root of the server.

use crate::pages::text::texts;

texts! {
    ACCOUNT = "Your account", "Ihr Konto", "Sua conta", "アカウント";
    APPS = "Apps with access", "Apps mit Zugriff", "Aplicativos com acesso", "アクセスを許可したアプリ";
    NO_APPS = "No app has access to your account.", "Keine App hat Zugriff auf Ihr Konto.", "Nenhum aplicativo tem acesso à sua conta.", "アクセスできるアプリはありません。";
    SENDS_TO = "Sends you to", "Schickt Sie zu", "Envia você para", "移動先";
    RUNS_ON = "Runs on", "Läuft auf", "Roda em", "実行場所";
    DEVICE = "a device or a command line without a browser", "einem Gerät oder einer Kommandozeile ohne Browser", "um dispositivo ou uma linha de comando sem navegador", "ブラウザーのないデバイスまたはコマンドライン";
    MAY = "May", "Darf", "Pode", "権限";
    USES = "Uses in your name", "Nutzt in Ihrem Namen", "Usa em seu nome", "あなたの名前で使うサービス";
    SINCE = "Since", "Seit", "Desde", "開始日";
    OPEN = "Open", "Öffnen", "Abrir", "開く";
    OPEN_APP = "Open {client}", "{client} öffnen", "Abrir {client}", "{client} を開く";
    REVOKE = "Revoke", "Widerrufen", "Revogar", "取り消す";
    REVOKE_APP = "Revoke the access of {client}", "{client} den Zugriff entziehen", "Revogar o acesso de {client}", "{client} のアクセスを取り消す";
    SESSIONS = "Where you are signed in", "Wo Sie angemeldet sind", "Onde você entrou", "サインイン中の端末";
    UNKNOWN_DEVICE = "Unknown device", "Unbekanntes Gerät", "Dispositivo desconhecido", "不明な端末";
    THIS_SESSION = "this browser", "dieser Browser", "este navegador", "このブラウザー";
    SIGNED_IN_FROM = "Signed in from", "Angemeldet aus", "Entrada a partir de", "サインインした場所";
    SIGNED_IN_AT = "Signed in", "Angemeldet", "Entrou em", "サインイン日時";
    END_SESSION = "Sign out there", "Dort abmelden", "Sair dali", "この端末をサインアウト";
    END_SESSION_OF = "Sign out there: {device}, {time}", "Dort abmelden: {device}, {time}", "Sair dali: {device}, {time}", "この端末をサインアウト: {device}、{time}";
    END_OTHERS = "Sign out everywhere else", "Überall sonst abmelden", "Sair de todos os outros", "ほかのすべての端末をサインアウト";
    REGISTRATIONS = "Apps that you registered", "Apps, die Sie registriert haben", "Aplicativos que você registrou", "登録したアプリ";
    NO_REGISTRATIONS = "You have not registered an app.", "Sie haben keine App registriert.", "Você não registrou nenhum aplicativo.", "登録したアプリはありません。";
    DELETE = "Delete", "Löschen", "Excluir", "削除";
    DELETE_APP = "Delete {client}", "{client} löschen", "Excluir {client}", "{client} を削除";
    DELETE_EFFECT = "A deleted app stops working and cannot be brought back.", "Eine gelöschte App funktioniert nicht mehr und lässt sich nicht wiederherstellen.", "Um aplicativo excluído para de funcionar e não pode ser recuperado.", "削除したアプリは動作しなくなり、元に戻せません。";
    REVOKED = "The access is revoked.", "Der Zugriff ist widerrufen.", "O acesso foi revogado.", "アクセスを取り消しました。";
    ENDED_UNTOLD = "You are signed out there. Some apps have not answered yet, and are told again.", "Sie sind dort abgemeldet. Einige Apps haben noch nicht geantwortet und werden erneut benachrichtigt.", "Você saiu dali. Alguns aplicativos ainda não responderam e serão avisados de novo.", "その端末をサインアウトしました。一部のアプリからはまだ応答がないため、再度通知します。";
    ENDED = "You are signed out there.", "Sie sind dort abgemeldet.", "Você saiu dali.", "その端末をサインアウトしました。";
    DELETED = "The app is deleted.", "Die App ist gelöscht.", "O aplicativo foi excluído.", "アプリを削除しました。";
    MORE = "The list shows only the newest {count}.", "Die Liste zeigt nur die neuesten {count}.", "A lista mostra só os {count} mais novos.", "最新の {count} 件だけを表示しています。";

    HOME = "Sign-in and app registration", "Anmeldung und Registrierung von Apps", "Acesso e registro de aplicativos", "サインインとアプリ登録";
    HOME_WHAT = "This server signs users in and registers apps, with OAuth 2.0 and OpenID Connect.", "Dieser Server meldet Benutzer an und registriert Apps, mit OAuth 2.0 und OpenID Connect.", "Este servidor autentica usuários e registra aplicativos, com OAuth 2.0 e OpenID Connect.", "このサーバーは OAuth 2.0 と OpenID Connect でユーザーのサインインとアプリの登録を行います。";
    HOME_USERS = "For users", "Für Benutzer", "Para usuários", "ユーザー向け";
    HOME_ACCOUNT = "See your account", "Ihr Konto ansehen", "Ver sua conta", "アカウントを見る";
    HOME_DEVELOPERS = "For developers", "Für Entwickler", "Para desenvolvedores", "開発者向け";
    HOME_OPENID = "OpenID Connect metadata", "Metadaten für OpenID Connect", "Metadados do OpenID Connect", "OpenID Connect メタデータ";
    HOME_OAUTH = "OAuth 2.0 metadata", "Metadaten für OAuth 2.0", "Metadados do OAuth 2.0", "OAuth 2.0 メタデータ";
    HOME_OPENAPI = "Description of the endpoints (OpenAPI)", "Beschreibung der Endpunkte (OpenAPI)", "Descrição dos endpoints (OpenAPI)", "エンドポイントの説明 (OpenAPI)";
    HOME_KEYS = "Public keys (JWK Set)", "Öffentliche Schlüssel (JWK Set)", "Chaves públicas (JWK Set)", "公開鍵 (JWK Set)";
}
