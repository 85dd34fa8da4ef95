import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { type Screen, screens } from "../../../sign-in/screen";
import { SignInPage } from "./sign-in-page";

interface Properties {
  readonly params: Promise<{ readonly screen: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The screens of signing in, each at an address of its own: mails lead to some of them. */
export default async function Page({ params, searchParams }: Properties): Promise<ReactNode> {
  const { screen } = await params;
  const { next, ended } = await searchParams;
  if (!isScreen(screen)) notFound();
  return <SignInPage screen={screen} next={ownPath(next)} hasEnded={ended === "1"} />;
}

function isScreen(name: string): name is Screen {
  return (screens as readonly string[]).includes(name);
}

/** Where to go afterwards: a path of this site, or home. Without empty and dotted segments, which can spell another site. */
function ownPath(next: string | string[] | undefined): string {
  return typeof next === "string" && /^(?:\/(?!\.{1,2}(?:\/|$))[\w\-.]+)+\/?$/.test(next) ? next : "/";
}
