//! The texts of the pages on which a user lets in a device without a browser.

use crate::pages::text::texts;

texts! {
    CONNECT = "Connect a device", "Ein Gerät verbinden", "Conectar um dispositivo", "デバイスを接続";
    CODE = "Code on the device", "Code auf dem Gerät", "Código no dispositivo", "デバイスに表示されたコード";
    CODE_RULE = "Type the code that the device or the command line in front of you shows. Never type a code that somebody has sent to you.", "Geben Sie den Code ein, den das Gerät oder die Kommandozeile vor Ihnen zeigt. Geben Sie nie einen Code ein, den Ihnen jemand geschickt hat.", "Digite o código mostrado no dispositivo ou na linha de comando à sua frente. Nunca digite um código que alguém enviou a você.", "目の前のデバイスまたはコマンドラインに表示されているコードを入力してください。他の人から送られてきたコードは入力しないでください。";
    GO_ON = "Go on", "Weiter", "Continuar", "次へ";
    CODE_MALFORMED = "This is not a code. A code has eight letters, and none of them is A, E, I, O, U or Y.", "Das ist kein Code. Ein Code hat acht Buchstaben, und keiner davon ist A, E, I, O, U oder Y.", "Isto não é um código. Um código tem oito letras, e nenhuma delas é A, E, I, O, U ou Y.", "これはコードではありません。コードは 8 文字で、A、E、I、O、U、Y は使われません。";
    CODE_UNKNOWN = "No device waits with this code. Compare it with the device, or start again there.", "Kein Gerät wartet mit diesem Code. Vergleichen Sie ihn mit dem Gerät, oder beginnen Sie dort neu.", "Nenhum dispositivo espera com este código. Compare com o dispositivo ou comece de novo nele.", "このコードで待っているデバイスはありません。デバイスの表示と比べるか、デバイスで最初からやり直してください。";
    STARTED = "Where and when it was started", "Wo und wann es begonnen wurde", "Onde e quando foi iniciado", "開始した場所と日時";
    PLACE_UNKNOWN = "place unknown", "Ort unbekannt", "lugar desconhecido", "場所は不明";
    WARNING = "Allow it only if you have just started this yourself on a device in front of you. If somebody asked you to do this, do not allow it: that person would get into your account.", "Erlauben Sie es nur, wenn Sie das gerade selbst an einem Gerät vor Ihnen begonnen haben. Wenn Sie jemand darum gebeten hat, erlauben Sie es nicht: Diese Person käme in Ihr Konto.", "Permita somente se você acabou de iniciar isto em um dispositivo à sua frente. Se alguém pediu que você fizesse isto, não permita: essa pessoa entraria na sua conta.", "目の前のデバイスでご自身が今始めた場合だけ許可してください。誰かに頼まれた場合は許可しないでください。その人があなたのアカウントに入れるようになります。";
    ALLOWED = "The device is connected", "Das Gerät ist verbunden", "O dispositivo está conectado", "デバイスを接続しました";
    ALLOWED_EFFECT = "Go back to the device: {client} goes on there. You can close this page.", "Gehen Sie zurück zum Gerät: {client} macht dort weiter. Sie können diese Seite schließen.", "Volte ao dispositivo: {client} continua nele. Você pode fechar esta página.", "デバイスに戻ってください。{client} がそこで続行します。このページは閉じてかまいません。";
    DENIED = "The device is not connected", "Das Gerät ist nicht verbunden", "O dispositivo não está conectado", "デバイスは接続していません";
    DENIED_EFFECT = "{client} gets no access to your account.", "{client} bekommt keinen Zugriff auf Ihr Konto.", "{client} não recebe acesso à sua conta.", "{client} はあなたのアカウントにアクセスできません。";
    TO_ACCOUNT = "To your account", "Zu Ihrem Konto", "Para a sua conta", "アカウントへ";
}
