//! The texts of the pages on which users sign out.

use crate::pages::text::texts;

texts! {
    SIGN_OUT = "Sign out", "Abmelden", "Sair", "サインアウト";
    SIGN_OUT_NOW = "Do you want to sign out?", "Möchten Sie sich abmelden?", "Você quer sair?", "サインアウトしますか？";
    SIGN_OUT_ASKED = "{client} asks you to sign out here too.", "{client} bittet Sie, sich auch hier abzumelden.", "{client} pede que você saia daqui também.", "{client} がここでのサインアウトも求めています。";
    SIGN_OUT_EFFECT = "Apps that you allowed to stay connected keep their access.", "Apps, denen Sie dauerhaften Zugriff erlaubt haben, behalten ihn.", "Aplicativos que você permitiu manter conectados continuam com acesso.", "継続的なアクセスを許可したアプリは、アクセスを保持します。";
    STAY = "Stay signed in", "Angemeldet bleiben", "Continuar na conta", "サインインしたままにする";
    SIGNED_OUT = "You are signed out", "Sie sind abgemeldet", "Você saiu", "サインアウトしました";
    TOLD = "These apps have signed you out too:", "Diese Apps haben Sie ebenfalls abgemeldet:", "Estes aplicativos também encerraram sua sessão:", "次のアプリからもサインアウトしました：";
    STILL_TOLD = "These apps have not answered yet, and are told again:", "Diese Apps haben noch nicht geantwortet und werden erneut benachrichtigt:", "Estes aplicativos ainda não responderam e serão avisados de novo:", "次のアプリからはまだ応答がないため、再度通知します：";
    OTHER_APPS = "Other apps: {count}", "Weitere Apps: {count}", "Outros aplicativos: {count}", "その他のアプリ: {count}";
    SIGNED_OUT_EFFECT = "To be safe on a shared computer, close the browser.", "An einem gemeinsam benutzten Computer schließen Sie zur Sicherheit den Browser.", "Em um computador compartilhado, feche o navegador por segurança.", "共用のコンピューターでは、安全のためブラウザーを閉じてください。";
    BACK_TO = "Back to {client}", "Zurück zu {client}", "Voltar para {client}", "{client} に戻る";
    SIGN_IN_AGAIN = "Sign in again", "Wieder anmelden", "Entrar de novo", "もう一度サインイン";
}
