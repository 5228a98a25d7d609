package report

// The words of a reply, beside those of the report.
const (
	replySubject    = "Subject:"
	replyHello      = "Hello,"
	replyThanks     = "thank you for the files of %s%s. We have looked through them."
	replyFound      = "What we found"
	replyTodo       = "What to do"
	replyDecide     = "One thing only you can tell"
	replyDecides    = "Some things only you can tell"
	replyYes        = "If yes:"
	replyNo         = "If no:"
	replyThen       = "Then, in either case:"
	replyNothing    = "nothing is to be done"
	replyIfNot      = "If that does not help"
	replyAgain      = "Please collect the files once more after these steps and send them to us: they show whether Office asks the right host now, and what it is answered."
	replyUnsure     = "The files do not prove the cause yet."
	replySeen       = "What they show so far: %s."
	replyAsk        = "Please send us this"
	replyAskWhy     = "With it we can tell which of the remaining causes it is. Run the commands on %s, in a command prompt as administrator, and send what they print."
	replyCollect    = "Please collect the files of the computer once more, as completely as you can, right after an attempt to activate Office."
	replyGoodbye    = "Kind regards"
	replyCut        = "---- 8< ---- internal, not for the customer ---- 8< ----"
	replyActivation = "Office activation on %s"
)
