// Sends the response of the authorization endpoint to the client. The button of the form does the same without scripts.
document.forms[0].submit();
