/** Desktop notifications: only for a hidden tab, only when the person asked for them. */
export function noticesAllowed(): boolean {
  return typeof Notification !== "undefined" && Notification.permission === "granted";
}

export async function askForNotices(): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  return (await Notification.requestPermission()) === "granted";
}

/** Returns how to take the notice down: when the ringing stops it would be a lie. */
export function showNotice(tag: string, title: string, body: string): (() => void) | undefined {
  if (!document.hidden || !noticesAllowed()) return undefined;
  const notice = new Notification(title, { tag, body, icon: "/favicon.svg", silent: true });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
  return () => notice.close();
}
