/**
 * What a telephone shows when somebody scans a ticket's QR: the code is for the window's scanner. The token stands in the
 * fragment, which the telephone never sends, so this page knows nothing of the ticket.
 */
export const TICKET_PAGE = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>号票</title>
<style>body{font:1.25rem/1.6 sans-serif;color:#16202a;background:#f6f4ef;margin:0;display:grid;place-content:center;min-height:100vh;text-align:center;padding:1rem}</style></head>
<body><h1>这是号票上的窗口扫码</h1><p>叫到您的号码时，请把号票交给窗口扫码。</p><p lang="en">Please show this code at the window when your number is called.</p></body></html>
`;
