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
    PASSKEYS = "Passkeys", "Passkeys", "Chaves de acesso", "パスキー";
    PASSKEYS_WHAT = "With a passkey you sign in without a password: by the lock of your device or by a security key.", "Mit einem Passkey melden Sie sich ohne Passwort an: mit der Sperre Ihres Geräts oder mit einem Sicherheitsschlüssel.", "Com uma chave de acesso, você entra sem senha: pelo bloqueio do seu dispositivo ou por uma chave de segurança.", "パスキーを使うと、端末のロック解除またはセキュリティーキーで、パスワードなしでサインインできます。";
    NO_PASSKEYS = "You have no passkey.", "Sie haben keinen Passkey.", "Você não tem nenhuma chave de acesso.", "パスキーはありません。";
    ADDED = "Added", "Hinzugefügt", "Adicionada em", "追加日";
    LAST_USED = "Last used", "Zuletzt benutzt", "Último uso", "最終使用日時";
    NEVER = "never", "nie", "nunca", "未使用";
    STORED = "Stored", "Gespeichert", "Armazenamento", "保存場所";
    ON_ONE_DEVICE = "on one device, for ever", "auf einem Gerät, für immer", "em um dispositivo, para sempre", "1 台の端末のみ (コピー不可)";
    NOT_BACKED_UP = "on one device, not backed up yet", "auf einem Gerät, noch nicht gesichert", "em um dispositivo, ainda sem cópia", "1 台の端末 (未バックアップ)";
    BACKED_UP = "backed up, for your other devices too", "gesichert, auch für Ihre anderen Geräte", "com cópia, também para seus outros dispositivos", "バックアップ済み (ほかの端末でも使用可)";
    PASSKEY_NAME = "Name of a new passkey", "Name eines neuen Passkeys", "Nome de uma nova chave de acesso", "新しいパスキーの名前";
    PASSKEY_NAME_RULE = "So that you recognize it in this list, such as: my phone.", "Damit Sie ihn in dieser Liste erkennen, etwa: mein Telefon.", "Para você a reconhecer nesta lista, por exemplo: meu celular.", "この一覧で見分けるための名前です。例: 自分のスマートフォン。";
    ADD_PASSKEY = "Add a passkey", "Passkey hinzufügen", "Adicionar chave de acesso", "パスキーを追加";
    REMOVE_PASSKEY = "Remove", "Entfernen", "Remover", "削除";
    REMOVE_PASSKEY_OF = "Remove the passkey {name}", "Entfernen: Passkey {name}", "Remover a chave de acesso {name}", "削除: パスキー {name}";
    SIGN_IN_AGAIN = "Sign in again to add or remove passkeys", "Melden Sie sich neu an, um Passkeys hinzuzufügen oder zu entfernen", "Entre de novo para adicionar ou remover chaves de acesso", "パスキーを追加または削除するには、もう一度サインインしてください";
    PASSKEY_ADDED = "The passkey is added.", "Der Passkey ist hinzugefügt.", "A chave de acesso foi adicionada.", "パスキーを追加しました。";
    PASSKEY_REMOVED = "The passkey is removed. Delete it on your device too.", "Der Passkey ist entfernt. Löschen Sie ihn auch auf Ihrem Gerät.", "A chave de acesso foi removida. Exclua-a também no seu dispositivo.", "パスキーを削除しました。端末からも削除してください。";
    PASSKEY_EXISTS = "This device has a passkey for your account already.", "Dieses Gerät hat schon einen Passkey für Ihr Konto.", "Este dispositivo já tem uma chave de acesso da sua conta.", "この端末には、このアカウントのパスキーがすでにあります。";
    PASSKEY_KEPT = "The passkey is still there. It is your only way to sign in: add another one first.", "Der Passkey ist noch da. Er ist Ihre einzige Möglichkeit, sich anzumelden: Fügen Sie zuerst einen anderen hinzu.", "A chave de acesso continua lá. É sua única forma de entrar: adicione outra antes.", "パスキーは削除されていません。唯一のサインイン方法です。先に別のパスキーを追加してください。";
    PASSKEY_NOT_ADDED = "The passkey was not added. Try again.", "Der Passkey wurde nicht hinzugefügt. Versuchen Sie es noch einmal.", "A chave de acesso não foi adicionada. Tente de novo.", "パスキーを追加できませんでした。もう一度お試しください。";
    TOO_MANY_PASSKEYS = "You have as many passkeys as you can have. Remove one first.", "Sie haben so viele Passkeys, wie Sie haben können. Entfernen Sie zuerst einen.", "Você já tem o máximo de chaves de acesso. Remova uma antes.", "パスキーの数が上限に達しています。先に 1 つ削除してください。";
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
