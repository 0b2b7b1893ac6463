//! The texts of the frame of every page, and of the pages on which users sign in.

use crate::pages::text::texts;

texts! {
    SKIP = "Skip to the content", "Zum Inhalt springen", "Ir para o conteúdo", "本文へ移動";
    AT_SERVER = "You are at {host}.", "Sie sind bei {host}.", "Você está em {host}.", "現在のサーバー: {host}。";
    REQUEST_ID = "Request: {id}", "Anfrage: {id}", "Solicitação: {id}", "リクエスト番号: {id}";
    PROBLEM = "There is a problem", "Es gibt ein Problem", "Há um problema", "問題があります";

    SIGN_IN = "Sign in", "Anmelden", "Entrar", "サインイン";
    SIGN_IN_FOR = "to go on to {client}", "um mit {client} fortzufahren", "para continuar em {client}", "{client} に進みます";
    SIGN_IN_FOR_DEVICE = "to connect a device", "um ein Gerät zu verbinden", "para conectar um dispositivo", "デバイスを接続します";
    SIGN_IN_FOR_ACCOUNT = "to go on to your account", "um zu Ihrem Konto zu gelangen", "para continuar na sua conta", "アカウントに進みます";
    REDIRECTS_TO = "Afterwards you go to {host}.", "Danach gelangen Sie zu {host}.", "Depois você irá para {host}.", "その後 {host} に移動します。";
    REDIRECTS_TO_APP = "Afterwards the app on this device opens ({scheme}).", "Danach öffnet sich die App auf diesem Gerät ({scheme}).", "Depois o aplicativo neste dispositivo será aberto ({scheme}).", "その後、この端末のアプリ ({scheme}) が開きます。";
    REDIRECTS_TO_DEVICE = "Afterwards you go back to a program on this device ({host}).", "Danach macht ein Programm auf diesem Gerät weiter ({host}).", "Depois um programa neste dispositivo continuará ({host}).", "その後、この端末のプログラム ({host}) に戻ります。";
    USERNAME = "User name", "Benutzername", "Nome de usuário", "ユーザー名";
    PASSWORD = "Password", "Passwort", "Senha", "パスワード";
    SIGN_IN_WITH = "Sign in with {provider}", "Mit {provider} anmelden", "Entrar com {provider}", "{provider} でサインイン";
    SIGN_IN_WITH_PASSKEY = "Sign in with a passkey", "Mit einem Passkey anmelden", "Entrar com uma chave de acesso", "パスキーでサインイン";
    OR = "or", "oder", "ou", "または";
    NO_WAY = "Nobody can sign in here yet. Please tell the operator of this server.", "Hier kann sich noch niemand anmelden. Bitte sagen Sie es dem Betreiber dieses Servers.", "Ninguém pode entrar aqui ainda. Avise o operador deste servidor.", "まだ誰もサインインできません。このサーバーの運営者に知らせてください。";
    FORGOTTEN = "If you have forgotten your password, ask the operator of this server for a link or a code to set a new one.", "Wenn Sie Ihr Passwort vergessen haben, bitten Sie den Betreiber dieses Servers um einen Link oder einen Code für ein neues.", "Se você esqueceu a senha, peça ao operador deste servidor um link ou um código para definir outra.", "パスワードを忘れた場合は、再設定用のリンクまたはコードをこのサーバーの運営者に依頼してください。";

    WRONG_PASSWORD = "The user name or the password is wrong. Check both and try again.", "Der Benutzername oder das Passwort ist falsch. Prüfen Sie beide und versuchen Sie es noch einmal.", "O nome de usuário ou a senha está incorreto. Confira os dois e tente de novo.", "ユーザー名またはパスワードが違います。両方を確認してもう一度お試しください。";
    TOO_MANY_ATTEMPTS = "There were too many attempts. Wait {minutes} min and try again.", "Es gab zu viele Versuche. Warten Sie {minutes} min und versuchen Sie es noch einmal.", "Houve tentativas demais. Espere {minutes} min e tente de novo.", "試行回数が多すぎます。{minutes} 分待ってからもう一度お試しください。";
    SIGN_IN_EXPIRED = "The page was open for too long. Please sign in now.", "Die Seite war zu lange offen. Bitte melden Sie sich jetzt an.", "A página ficou aberta por tempo demais. Entre agora.", "ページの有効期限が切れました。もう一度サインインしてください。";
    MAY_NOT_SIGN_IN = "You may not sign in here with this account. Use another account, or ask the operator of this server.", "Mit diesem Konto dürfen Sie sich hier nicht anmelden. Nehmen Sie ein anderes Konto oder fragen Sie den Betreiber dieses Servers.", "Você não pode entrar aqui com esta conta. Use outra conta ou fale com o operador deste servidor.", "このアカウントではサインインできません。別のアカウントを使うか、このサーバーの運営者に問い合わせてください。";
    PROVIDER_FAILED = "The sign-in at {provider} did not succeed. Try again.", "Die Anmeldung bei {provider} ist nicht gelungen. Versuchen Sie es noch einmal.", "Não foi possível entrar com {provider}. Tente de novo.", "{provider} でのサインインに失敗しました。もう一度お試しください。";
    PASSKEY_REFUSED = "This passkey is not accepted here. Try again, or sign in with your password.", "Dieser Passkey wird hier nicht angenommen. Versuchen Sie es noch einmal oder melden Sie sich mit Ihrem Passwort an.", "Esta chave de acesso não é aceita aqui. Tente de novo ou entre com sua senha.", "このパスキーは使用できません。もう一度試すか、パスワードでサインインしてください。";
    PASSKEY_FAILED = "No passkey was used. Try again, or go on without one.", "Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal oder machen Sie ohne weiter.", "Nenhuma chave de acesso foi usada. Tente de novo ou continue sem ela.", "パスキーは使用されませんでした。もう一度試すか、パスキーなしで続けてください。";
    PASSWORD_IS_SET = "The new password is set. Sign in with it.", "Das neue Passwort ist gesetzt. Melden Sie sich damit an.", "A nova senha foi definida. Entre com ela.", "新しいパスワードを設定しました。このパスワードでサインインしてください。";

    RESET = "Choose a new password", "Neues Passwort wählen", "Escolha uma nova senha", "新しいパスワードの設定";
    RESET_FOR = "For the account {user}", "Für das Konto {user}", "Para a conta {user}", "アカウント {user}";
    CODE = "Code", "Code", "Código", "コード";
    CODE_RULE = "The operator of this server has sent it to you. It begins with enrol_reset_ and works once.", "Der Betreiber dieses Servers hat ihn Ihnen geschickt. Er beginnt mit enrol_reset_ und gilt einmal.", "O operador deste servidor o enviou a você. Começa com enrol_reset_ e vale uma vez.", "このサーバーの運営者から届いたコードです。enrol_reset_ で始まり、1 回だけ使えます。";
    WRONG_CODE = "The code is wrong, or it was used, or its time is over. Check it, or ask for a new one.", "Der Code ist falsch, wurde schon benutzt oder ist abgelaufen. Prüfen Sie ihn oder bitten Sie um einen neuen.", "O código está incorreto, já foi usado ou expirou. Confira-o ou peça outro.", "コードが違うか、使用済みか、有効期限が切れています。確認するか、新しいコードを依頼してください。";
    TYPE_CODE = "Enter a code", "Einen Code eingeben", "Digitar um código", "コードを入力する";
    NEW_PASSWORD = "New password", "Neues Passwort", "Nova senha", "新しいパスワード";
    PASSWORD_AGAIN = "New password, again", "Neues Passwort, noch einmal", "Nova senha, outra vez", "新しいパスワード (確認)";
    PASSWORD_RULE = "At least {count} characters. A long sentence is good.", "Mindestens {count} Zeichen. Ein langer Satz ist gut.", "Pelo menos {count} caracteres. Uma frase longa é boa.", "{count} 文字以上。長い文がおすすめです。";
    SET_PASSWORD = "Set the password", "Passwort setzen", "Definir a senha", "パスワードを設定";
    TOO_SHORT = "The new password is too short.", "Das neue Passwort ist zu kurz.", "A nova senha é curta demais.", "新しいパスワードが短すぎます。";
    TOO_LONG = "The new password is too long.", "Das neue Passwort ist zu lang.", "A nova senha é longa demais.", "新しいパスワードが長すぎます。";
    TOO_COMMON = "The new password is too easy to guess.", "Das neue Passwort ist zu leicht zu erraten.", "A nova senha é fácil demais de adivinhar.", "新しいパスワードは推測されやすすぎます。";
    NOT_ALIKE = "The two passwords are not the same.", "Die beiden Passwörter sind nicht gleich.", "As duas senhas não são iguais.", "2 つのパスワードが一致しません。";

    GOING_TO = "Going to {host}", "Weiter zu {host}", "Indo para {host}", "{host} に移動します";
    GO_ON = "Go on", "Weiter", "Continuar", "続ける";
    NO_SCRIPT = "If nothing happens, press the button.", "Wenn nichts passiert, drücken Sie den Knopf.", "Se nada acontecer, pressione o botão.", "自動的に移動しない場合は、ボタンを押してください。";
    FOLLOW = "If nothing happens, follow the link.", "Wenn nichts passiert, folgen Sie dem Link.", "Se nada acontecer, siga o link.", "自動的に移動しない場合は、リンクを開いてください。";
}
