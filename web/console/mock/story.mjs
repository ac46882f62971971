/** The people of the story: a company of interior doors, Gennady and the others who call it. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const users = [
  user("101", "Марина Викторовна Лебедева", "administrator"),
  user("102", "Олег Анатольевич Данилов", "agent"),
  user("103", "Светлана Игоревна Ким", "agent"),
  user("104", "Павел Сергеевич Жуков", "supervisor"),
  user("105", "Ирина Павловна Соболева", "agent"),
];

function user(extension, name, role) {
  return {
    id: `user_${extension}`,
    login: extension,
    name,
    extension,
    role,
    email: null,
    disabled: false,
    devices_registered: extension === "105" ? 0 : 1,
  };
}

const ref = ({ id, name }) => ({ id, name });
const owner = ref(users[0]);

export const companies = [
  company("comp_dom", "Дом и сад", "ООО «Дом и сад»", "7701234567"),
  company("comp_uyut", "Уют-Строй", "ООО «Уют-Строй»", "7709876543"),
  company("comp_sever", "Северный проект", "АО «Северный проект»", "7812345678"),
];

function company(id, name, legal_name, inn) {
  return { id, name, legal_name, inn, kpp: `${inn.slice(0, 4)}01001`, notes: null, version: 1 };
}

function contact(id, [last_name, first_name, patronymic], phone, more = {}) {
  return {
    id,
    last_name,
    first_name,
    patronymic,
    greeting: `${first_name} ${patronymic}, добрый день!`,
    preferred_channel: null,
    tier: null,
    owner: null,
    points: phone ? [point(`${id}_p`, "phone", phone)] : [],
    affiliations: [],
    known: [],
    version: 1,
    ...more,
  };
}

export function point(id, kind, value, label = null) {
  const display = kind === "phone" ? value.replace(/^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/, "+7 $1 $2-$3-$4") : value;
  return { id, kind, value, display, label, preferred: false };
}

const acts = (id, company, role, since) => ({ id, company: ref(company), role, since, until: null });

const gennady = contact("cont_gennady", ["Орлов", "Геннадий", "Семёнович"], "+79160000001", {
  tier: "A",
  preferred_channel: "phone",
  owner,
  affiliations: [
    acts("aff_1", companies[0], "директор", "2008-02-01"),
    acts("aff_2", companies[1], "учредитель", "2015-06-10"),
  ],
  known: [
    { label: "Откуда узнал о нас", value: "рекомендация Кузнецова" },
    { label: "Адрес объекта", value: "Мытищи, Лесная, 12" },
    { label: "Размер проёмов", value: "800 × 2000, пять штук" },
  ],
});
gennady.points.push(point("point_mail", "email", "orlov@domisad.example", "рабочая"));

export const contacts = [
  gennady,
  contact("cont_anna", ["Кравцова", "Анна", "Петровна"], "+74950000050", { tier: "B" }),
  contact("cont_viktor", ["Мельник", "Виктор", "Олегович"], "+74950000050"),
  contact("cont_elena", ["Тарасова", "Елена", "Юрьевна"], "+79030000007", { owner: ref(users[1]) }),
  contact("cont_timur", ["Алиев", "Тимур", "Рашидович"], "+77010000012"),
  contact("cont_oksana", ["Гнатюк", "Оксана", "Богдановна"], "+375290000031"),
  ...Array.from({ length: 60 }, (_, index) => filler(index)),
];

function filler(index) {
  const names = ["Сергей", "Дмитрий", "Андрей", "Алексей", "Николай", "Юрий"];
  const lasts = ["Белов", "Громов", "Дроздов", "Ершов", "Зуев", "Исаев", "Крылов", "Лапин", "Маслов", "Носов"];
  const last = lasts[index % lasts.length];
  return contact(
    `cont_${index}`,
    [last, names[index % names.length], "Иванович"],
    `+7926${String(1_000_000 + index * 137)}`,
  );
}

const record = (id, kind, title, date, more) => ({
  id,
  kind,
  title,
  date,
  quantity: null,
  amount_kopecks: null,
  status: null,
  attributes: {},
  ...more,
});

export const records = {
  cont_gennady: [
    record("rec_1", "purchase", "Дверь «Мальта C6»", "2009", {
      quantity: 5,
      amount_kopecks: 18_450_000,
      attributes: { цвет: "орех" },
    }),
    record("rec_2", "purchase", "Ручки «Ротор»", "2016", { quantity: 5, amount_kopecks: 1_260_050 }),
    record("rec_3", "contract", "Договор № 118/09", "2009-04-20", { status: "требует переподписания" }),
  ],
};

export const blockers = {
  cont_gennady: [
    {
      kind: "contract_to_resign",
      title: "Договор № 118/09 надо переподписать до 30 ноября",
      sentence:
        "Геннадий Семёнович, у нас сменилось юрлицо, и договор нужно переподписать. Это пять минут, всё уже готово.",
      action: "Предложить время в офисе или курьера",
      details: [
        { label: "Где", value: "Москва, Складочная, 1, стр. 18, офис 204" },
        { label: "Когда", value: "пн–пт с 9:00 до 19:00, сб с 10:00 до 15:00" },
        { label: "Что взять", value: "паспорт, старый договор; печать не нужна" },
      ],
    },
  ],
};

export const groups = [
  {
    id: "group_sales",
    name: "Отдел продаж",
    extension: "200",
    member_ids: ["user_101", "user_102", "user_103"],
    ring_seconds: 25,
  },
  { id: "group_service", name: "Сервис", extension: "201", member_ids: ["user_104", "user_105"], ring_seconds: 30 },
];

export const schedules = [
  {
    id: "sched_office",
    name: "Офис",
    time_zone: "Europe/Moscow",
    weekly: [
      { weekdays: [1, 2, 3, 4, 5], from: "09:00", to: "19:00" },
      { weekdays: [6], from: "10:00", to: "15:00" },
    ],
    special_days: [
      { date: "2026-12-31", from: "09:00", to: "15:00" },
      { date: "2027-01-01", from: null, to: null },
    ],
  },
];

export const numbers = [
  {
    id: "did_main",
    number: "+74950000001",
    name: "Основной",
    greeting: "welcome.wav",
    schedule_id: "sched_office",
    open: { kind: "group", id: "group_sales" },
    closed: { kind: "prompt", prompt: "closed.wav" },
  },
];

export const trunks = [
  {
    id: "trunk_1",
    name: "Оператор",
    host: "127.0.0.1",
    port: 15061,
    calls_max: 30,
    caller_id: "+74950000001",
    accepts: ["127.0.0.1:15061"],
  },
];

export function devices(now) {
  return users.map((one) => ({
    id: `dev_${one.extension}`,
    user_id: one.id,
    login: `${one.extension}-desk`,
    digest: one.extension === "105" ? "sha256" : "md5",
    registered: one.devices_registered
      ? { address: `192.168.1.${one.extension}:5060`, user_agent: "Yealink SIP-T31P", since: ago(now, DAY / 3) }
      : null,
  }));
}

export const ago = (now, milliseconds) => new Date(now - milliseconds).toISOString();

export function commitments(now) {
  const one = (id, contactId, kind, text, due, more = {}) => {
    const who = contacts.find((each) => each.id === contactId);
    return {
      id,
      kind,
      text,
      contact: who ? { id: who.id, name: nameOf(who) } : null,
      phone: who?.points[0]?.value ?? null,
      owner,
      due: new Date(now + due).toISOString(),
      overdue: due < 0,
      state: "open",
      made_by_call: null,
      made_at: new Date(now - 60 * MINUTE).toISOString(),
      kept: null,
      attempts: 0,
      ...more,
    };
  };
  return [
    one("comm_1", "cont_gennady", "other", "Прислать расчёт на две двери в детскую", -2 * DAY),
    one("comm_2", "cont_elena", "call_back", "Перезвонить: не дозвонилась утром", -25 * MINUTE, { attempts: 1 }),
    one("comm_3", null, "call_back", "Пропущенный звонок", 12 * MINUTE, { phone: "+74990000077" }),
    one("comm_4", "cont_timur", "call_back", "Сообщить о доставке в Алматы", 3 * 60 * MINUTE, { owner: ref(users[1]) }),
  ];
}

export const nameOf = (one) => [one.first_name, one.patronymic, one.last_name].filter(Boolean).join(" ");

export { DAY, MINUTE };
