package access

// A capability is a right, whatever it is called: what works by itself or arrives by mail gives its
// maker and its reader no more than their levels do. The rules here are asked when one is made and
// again whenever it works.

// SellsByToken tells whether somebody with these levels may make a token of the API, which sells:
// they keep the account, and could place the orders themselves. The token works as long as they do.
func (l Levels) SellsByToken() bool { return l[Account] >= Edit && l[Customers] >= Edit }

// ReadsOrders tells whether the mail about each new order (MP4) tells nothing that these levels do
// not show: what was ordered stands with the buyers, and in the sales figures.
func (l Levels) ReadsOrders() bool { return l[Customers] >= View || l[Reports] >= View }

// ReadsSettlements is ReadsOrders for the mail about each settlement (ST4).
func (l Levels) ReadsSettlements() bool { return l[Finance] >= View }
