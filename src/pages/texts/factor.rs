//! The texts about the second step of a sign-in.

use crate::pages::text::texts;

texts! {
    FACTOR = "Second step", "Zweiter Schritt", "Segunda etapa", "2 段階目の確認";
    FACTOR_WHAT = "Type the code that your authenticator app shows now.", "Geben Sie den Code ein, den Ihre Authentifizierungs-App gerade anzeigt.", "Digite o código que seu aplicativo autenticador mostra agora.", "認証アプリに表示されているコードを入力してください。";
    FACTOR_CODE = "Code from the app", "Code aus der App", "Código do aplicativo", "アプリのコード";
    CONFIRM = "Confirm", "Bestätigen", "Confirmar", "確認";
    WRONG_FACTOR = "This code is wrong, or it was used before. Try the next code of the app.", "Dieser Code ist falsch oder wurde schon benutzt. Versuchen Sie es mit dem nächsten Code der App.", "Este código está errado ou já foi usado. Tente o próximo código do aplicativo.", "コードが正しくないか、使用済みです。アプリの次のコードをお試しください。";
    WRONG_RECOVERY = "This recovery code is wrong, or it was used before. Check it, or use another one.", "Dieser Wiederherstellungscode ist falsch oder wurde schon benutzt. Prüfen Sie ihn, oder benutzen Sie einen anderen.", "Este código de recuperação está errado ou já foi usado. Verifique-o ou use outro.", "リカバリーコードが正しくないか、すでに使われています。確認するか、別のコードを使ってください。";
    FACTOR_LOCKED = "There were too many wrong codes. Use a recovery code, or ask the operator of this server.", "Es gab zu viele falsche Codes. Benutzen Sie einen Wiederherstellungscode oder fragen Sie den Betreiber dieses Servers.", "Houve códigos errados demais. Use um código de recuperação ou fale com o operador deste servidor.", "誤ったコードが多すぎます。リカバリーコードを使うか、サーバーの運営者にお問い合わせください。";
    USE_RECOVERY = "Use a recovery code", "Wiederherstellungscode benutzen", "Usar um código de recuperação", "リカバリーコードを使う";
    RECOVERY_CODE = "Recovery code", "Wiederherstellungscode", "Código de recuperação", "リカバリーコード";
    RECOVERY_RULE = "Each recovery code works once.", "Jeder Wiederherstellungscode gilt einmal.", "Cada código de recuperação vale uma vez.", "リカバリーコードは 1 つにつき 1 回だけ使えます。";

    SET_UP = "Set up a second step", "Zweiten Schritt einrichten", "Configurar a segunda etapa", "2 段階目の確認を設定";
    SET_UP_MUST = "This sign-in needs a second step, and you have none yet.", "Diese Anmeldung braucht einen zweiten Schritt, und Sie haben noch keinen.", "Este acesso precisa de uma segunda etapa, e você ainda não tem nenhuma.", "このサインインには 2 段階目の確認が必要ですが、まだ設定されていません。";
    SET_UP_SCAN = "Scan this picture with an authenticator app, or type the key into the app.", "Scannen Sie dieses Bild mit einer Authentifizierungs-App oder geben Sie den Schlüssel in der App ein.", "Leia esta imagem com um aplicativo autenticador ou digite a chave no aplicativo.", "認証アプリでこの画像を読み取るか、アプリにキーを入力してください。";
    PICTURE = "QR code with the key", "QR-Code mit dem Schlüssel", "Código QR com a chave", "キーの QR コード";
    OPEN_APP = "Open an authenticator app on this device", "Authentifizierungs-App auf diesem Gerät öffnen", "Abrir um aplicativo autenticador neste dispositivo", "この端末の認証アプリを開く";
    KEY = "Key", "Schlüssel", "Chave", "キー";

    CODES = "Your recovery codes", "Ihre Wiederherstellungscodes", "Seus códigos de recuperação", "リカバリーコード";
    CODES_WHAT = "Keep these codes in a safe place. Each one replaces the code of the app once, if you lose the app. They are shown only now.", "Bewahren Sie diese Codes sicher auf. Jeder ersetzt einmal den Code der App, falls Sie die App verlieren. Sie werden nur jetzt angezeigt.", "Guarde estes códigos em lugar seguro. Cada um substitui uma vez o código do aplicativo, se você perder o aplicativo. Eles só aparecem agora.", "これらのコードを安全な場所に保管してください。アプリを失った場合に、1 つにつき 1 回だけアプリのコードの代わりになります。表示されるのは今回だけです。";
    RECOVERED = "You used a recovery code", "Sie haben einen Wiederherstellungscode benutzt", "Você usou um código de recuperação", "リカバリーコードを使用しました";
    RECOVERED_WHAT = "This code does not work again. If you have lost the app, set up another one on the page of your account.", "Dieser Code gilt nicht noch einmal. Wenn Sie die App verloren haben, richten Sie auf der Seite Ihres Kontos eine andere ein.", "Este código não vale mais. Se você perdeu o aplicativo, configure outro na página da sua conta.", "このコードはもう使えません。アプリを失った場合は、アカウントのページで別のアプリを設定してください。";
    CODES_LEFT = "Recovery codes left: {count}", "Übrige Wiederherstellungscodes: {count}", "Códigos de recuperação restantes: {count}", "残りのリカバリーコード: {count}";

    SECOND_STEP = "Second step at sign-in", "Zweiter Schritt bei der Anmeldung", "Segunda etapa ao entrar", "サインイン時の 2 段階目の確認";
    NO_SECOND_STEP = "Your password alone lets you in. With the code of an app beside it, a stolen password is not enough.", "Ihr Passwort allein genügt zur Anmeldung. Mit dem Code einer App dazu reicht ein gestohlenes Passwort nicht.", "Sua senha sozinha basta para entrar. Com o código de um aplicativo junto, uma senha roubada não basta.", "現在はパスワードだけでサインインできます。アプリのコードも使うと、パスワードが盗まれてもそれだけではサインインできません。";
    APP_SINCE = "Authenticator app", "Authentifizierungs-App", "Aplicativo autenticador", "認証アプリ";
    SET_UP_ANOTHER = "Set up another app", "Andere App einrichten", "Configurar outro aplicativo", "別のアプリを設定";
    NEW_CODES = "Make new recovery codes", "Neue Wiederherstellungscodes erzeugen", "Gerar novos códigos de recuperação", "リカバリーコードを作り直す";
    REMOVE = "Remove the second step", "Zweiten Schritt entfernen", "Remover a segunda etapa", "2 段階目の確認を解除";
    REMOVED = "The second step is removed.", "Der zweite Schritt ist entfernt.", "A segunda etapa foi removida.", "2 段階目の確認を解除しました。";
    USE_PASSKEY = "This sign-in needs more than your password. Sign in with your passkey.", "Für diese Anmeldung reicht Ihr Passwort nicht. Melden Sie sich mit Ihrem Passkey an.", "Este acesso precisa de mais que sua senha. Entre com sua chave de acesso.", "このサインインにはパスワード以外の確認が必要です。パスキーでサインインしてください。";
    SIGN_IN_AGAIN = "Sign in again before you change how you sign in.", "Melden Sie sich erneut an, bevor Sie Ihre Anmeldung ändern.", "Entre de novo antes de mudar como você entra.", "サインイン方法を変更する前に、もう一度サインインしてください。";
}
